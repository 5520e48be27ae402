import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChannelLog } from "../../../client/games/lobby/channel-log.ts";
import { MAX_MESSAGES } from "../../../client/shell/lobby/model.ts";

const line = (id: number, seat = -1) => ({
  ...({ type: "line", seat, channel: "c", line: id, player: 1, name: "p", role: 0, atS: 1, nonce: 0 } as const),
  text: `line ${id}`,
});
const ids = (log: ChannelLog) => log.messages.map(({ id }) => id);

/** A log that has lines 1 to `last`. */
function opened(last: number): ChannelLog {
  const log = new ChannelLog("c");
  expect(log.beginRequest()).toBe(-1);
  for (let id = 1; id <= last; id++) expect(log.add(line(id, 0))).toEqual({ fresh: [], gap: false });
  expect(log.onHistoryEnd(last === 0 ? 0 : 1, last)).toBe(false);
  return log;
}

describe("a client's copy of a channel", () => {
  it("has history first, and later messages as new", () => {
    const log = opened(2);
    expect(log.add(line(3))?.fresh).toMatchObject([{ id: 3, text: "line 3", atMs: 1_000 }]);
    expect([ids(log), log.status]).toEqual([[1, 2, 3], "open"]);
  });

  it("takes nothing twice, and nothing beyond a gap", () => {
    const log = opened(2);
    expect(log.add(line(2))).toBeNull();
    expect(log.add(line(5))).toEqual({ fresh: [], gap: true });
    expect(log.beginRequest()).toBe(2);
    // Meanwhile it hears of more, which comes again as history.
    expect(log.add(line(6))).toBeNull();
    for (const id of [3, 4, 5, 6]) expect(log.add(line(id, 0))?.fresh).toHaveLength(1);
    expect(log.onHistoryEnd(1, 6)).toBe(false);
    expect(ids(log)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("continues from the start of the server's history, if that is later", () => {
    const log = opened(2);
    log.beginRequest();
    for (const id of [10, 11]) log.add(line(id, 0));
    expect(log.onHistoryEnd(10, 11)).toBe(false);
    expect(ids(log)).toEqual([1, 2, 10, 11]);
  });

  it("keeps what the server has between messages it has dropped", () => {
    const log = new ChannelLog("c");
    log.beginRequest();
    for (const id of [3, 40, 90, 91]) log.add(line(id, 0));
    expect([log.onHistoryEnd(90, 91), log.status, ids(log)]).toEqual([false, "open", [3, 40, 90, 91]]);
    expect(log.add(line(92))?.fresh).toMatchObject([{ id: 92 }]);
    log.beginRequest();
    for (const id of [95, 99, 100]) log.add(line(id, 0));
    expect([log.onHistoryEnd(99, 100), ids(log)]).toEqual([false, [3, 40, 90, 91, 92, 95, 99, 100]]);
  });

  it("reports no message as new twice, even if it is requested again", () => {
    const log = opened(1);
    log.beginRequest();
    const fresh = (id: number) => log.add(line(id, 0))?.fresh.length;
    expect([2, 4, 5].map(fresh)).toEqual([1, 1, 1]);
    expect([log.onHistoryEnd(1, 5), log.beginRequest()]).toEqual([true, 2]);
    expect([3, 4, 5, 6].map(fresh)).toEqual([1, 0, 0, 1]);
    expect([log.onHistoryEnd(1, 6), ids(log)]).toEqual([false, [1, 2, 3, 4, 5, 6]]);
  });

  it("requests again when history has a gap, starts too late or ends too early", () => {
    const hole = opened(1);
    hole.beginRequest();
    for (const id of [2, 4, 5]) hole.add(line(id, 0));
    expect([hole.onHistoryEnd(1, 5), hole.beginRequest(), ids(hole)]).toEqual([true, 2, [1, 2]]);
    const late = opened(1);
    late.beginRequest();
    for (const id of [4, 5]) late.add(line(id, 0));
    expect([late.onHistoryEnd(1, 5), late.beginRequest()]).toEqual([true, -1]);
    const early = opened(1);
    early.beginRequest();
    expect([early.onHistoryEnd(1, 5), early.beginRequest()]).toEqual([true, 1]);
  });

  it("starts anew with another channel of the same name", () => {
    const log = opened(9);
    log.beginRequest();
    expect([log.onHistoryEnd(1, 3), log.beginRequest(), ids(log)]).toEqual([true, -1, []]);
    for (const id of [1, 2, 3]) log.add(line(id, 0));
    expect([log.onHistoryEnd(1, 3), ids(log)]).toEqual([false, [1, 2, 3]]);
  });

  it("erases messages, and keeps a limited number", () => {
    const log = opened(3);
    expect([log.erase(2), log.erase(2), log.erase(9)]).toEqual([true, false, false]);
    expect(log.messages.map(({ text, erased }) => (erased ? "" : text))).toEqual(["line 1", "", "line 3"]);
    for (let id = 4; id <= MAX_MESSAGES + 50; id++) log.add(line(id));
    expect([log.messages.length, log.messages[0].id]).toEqual([MAX_MESSAGES, 51]);
  });

  it("is complete once it is answered, whatever is lost or repeated", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ lost: fc.boolean(), twice: fc.boolean(), away: fc.nat(9) }), { maxLength: 60 }),
        (fates) => {
          const log = opened(0);
          let last = 0;
          const answer = () => {
            for (let turns = 0; log.isPending && turns < 5; turns++) {
              for (let id = log.lastLine + 1; id <= last; id++) log.add(line(id, 0));
              if (log.onHistoryEnd(last === 0 ? 0 : 1, last)) log.beginRequest();
            }
          };
          const heard: number[] = [];
          for (const { lost, twice, away } of fates) {
            last++;
            for (let times = lost ? 0 : twice ? 2 : 1; times > 0; times--) {
              const taken = log.add(line(last));
              heard.push(...(taken?.fresh.map(({ id }) => id) ?? []));
              if (taken?.gap) log.beginRequest();
            }
            if (away === 0) log.beginRequest();
            answer();
          }
          log.beginRequest();
          answer();
          expect(ids(log)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
          expect(heard).toEqual([...new Set(heard)]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
