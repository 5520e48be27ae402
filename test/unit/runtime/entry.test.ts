import { beforeEach, describe, expect, it } from "vitest";
import { Admission, type Gate, JoinServerError } from "../../../server/runtime/admission.ts";
import { ANONYMOUS, JoinRefused, type Person } from "../../../server/runtime/room-definition.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { tugRoom } from "../../harness/tiny-game.ts";

const ANN: Person = { ...ANONYMOUS, player: 7, name: "Ann" };
const red = { team: "red" };
let refused: number;
beforeEach(() => {
  refused = 0;
});

function entryOf(type = {}, gate: Gate = async () => ANN) {
  return new Admission({ ...tugRoom("tug", 2), ...type }, { gate, metrics: { joinRefused: () => refused++ } });
}

describe("admission to rooms of one type", () => {
  it("asks the gate with token and options, then the room type with the person found", async () => {
    const asked: unknown[] = [];
    const gate: Gate = async (...args) => {
      asked.push(args);
      return ANN;
    };
    const admit = (...args: unknown[]) => asked.push(args);
    const entry = entryOf({ admit }, gate);
    expect(await entry.authenticate("a token", red)).toBe(ANN);
    await entry.authenticate(undefined, red);
    expect(asked).toEqual([
      ["a token", red],
      [red, [], ANN],
      [null, red],
      [red, [], ANN],
    ]);
    expect(refused).toBe(0);
  });

  it("checks the join options in view of who is in the room", () => {
    const admit = (options: unknown, present: unknown, person: Person) => ({ options, present, person });
    const present = [{ team: "blue" }];
    expect(entryOf({ admit }).admit(red, present, ANN)).toEqual({ options: red, present, person: ANN });
  });

  it("passes a refusal of the room type through core, and counts it", async () => {
    const refusal = { code: ROOM_REFUSAL.badOption, message: "team: green is not red or blue" };
    await expect(entryOf().authenticate("t", { team: "green" })).rejects.toMatchObject(refusal);
    await expect(entryOf().authenticate("t", { team: "green" })).rejects.toBeInstanceOf(JoinServerError);
    expect(() => entryOf().admit({ team: "green" }, [], ANN)).toThrow(JoinServerError);
    expect(refused).toBe(3);
  });

  it("refuses a player whom the gate refuses, without asking the room type", async () => {
    const admit = () => expect.unreachable();
    const gate = () => Promise.reject(new JoinRefused("badOption", "no such token"));
    await expect(entryOf({ admit }, gate).authenticate("t", red)).rejects.toBeInstanceOf(JoinServerError);
    expect(refused).toBe(0);
  });

  it("lets nobody new into rooms of an earlier version", async () => {
    const admit = () => expect.unreachable();
    const entry = entryOf({ admit, retiring: true });
    await expect(entry.authenticate("t", red)).rejects.toMatchObject({ code: ROOM_REFUSAL.matchEnding });
    expect(() => entry.admit(red, [], ANN)).toThrow(JoinServerError);
    expect(refused).toBe(2);
  });

  it("passes on other errors unchanged", async () => {
    const broken = new TypeError("broken");
    await expect(entryOf({}, () => Promise.reject(broken)).authenticate("t", red)).rejects.toBe(broken);
  });
});
