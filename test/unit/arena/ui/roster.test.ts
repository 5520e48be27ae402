import { describe, expect, it } from "vitest";
import { SeatNames } from "../../../../client/games/arena/hud/seat-names.ts";
import { blankFrame, blankPlayer } from "../../../../client/games/arena/model/blank-views.ts";
import { nextItem } from "../../../../client/games/arena/model/list.ts";

describe("the names of seats", () => {
  it('remembers names of players who were in view, and calls all others "someone"', () => {
    const roster = new SeatNames();
    const frame = blankFrame();
    Object.assign(nextItem(frame.players, blankPlayer), { seat: 7, name: "Orla", kind: 1 });
    roster.update(frame, 0);
    frame.players.count = 0;
    roster.update(frame, 10_000);
    expect([roster.has(7), roster.get(7)]).toEqual([true, { name: "Orla", kind: 1 }]);
    expect([roster.has(8), roster.get(8)]).toEqual([false, { name: "someone", kind: 0 }]);
    expect([roster.has(-1), roster.get(-1).name]).toEqual([false, ""]);
  });
});
