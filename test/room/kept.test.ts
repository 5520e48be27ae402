import { expect, it } from "vitest";
import { Kept } from "../../server/clockwork/kept.ts";
import { NO_METRICS } from "../../server/clockwork/metrics.ts";
import { NO_RECORDER } from "../../server/clockwork/recorder.ts";
import { decodeRoomRecord } from "../../server/clockwork/room-record.ts";
import { CodecError } from "../../shared/machine.ts";
import { tugRoom } from "../harness/tiny-game.ts";

it("no object of the state is told of before the journal has an id above its own", async () => {
  const amended: number[] = [];
  const kept = await Kept.open(tugRoom("tug", 2), "room", {
    newSeed: () => 1,
    openRecorder: async (_definition, { room }) => {
      amended.push(decodeRoomRecord(room()).refIds);
      return { ...NO_RECORDER, amend: (bytes) => void amended.push(decodeRoomRecord(bytes).refIds) };
    },
    restoring: new Map(),
    metrics: NO_METRICS,
    report: () => {},
  });
  for (let next = 0; next < 5_000; next += 7) {
    kept.written(next);
    expect(next).toBeLessThanOrEqual(amended[amended.length - 1]);
  }
  expect(amended.length).toBeLessThan(10);
});

it.each([
  ["not JSON", "{"],
  ["no object", "7"],
  ["fields are missing", '{"room":"tug","seats":2,"epoch":0}'],
  [
    "a seat that is not there",
    '{"room":"tug","seats":1,"epoch":1,"refIds":9,"taken":[{"seat":1,"sessionId":"a","epoch":1}]}',
  ],
  [
    "a seat taken twice",
    `{"room":"tug","seats":1,"epoch":1,"refIds":9,"taken":[${Array(2).fill('{"seat":0,"sessionId":"a","epoch":1}')}]}`,
  ],
])("D7: a room record is refused: %s", (_what, text) => {
  expect(() => decodeRoomRecord(new TextEncoder().encode(text))).toThrow(CodecError);
});
