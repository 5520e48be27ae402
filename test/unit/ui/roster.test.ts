import { describe, expect, it } from "vitest";
import { blankFrame, blankPlayer } from "../../../client/arena/blank.ts";
import { take } from "../../../client/arena/list.ts";
import { Roster } from "../../../client/ui/hud/roster.ts";

describe("the roster", () => {
  it("remembers who was in view, and calls those who never were someone", () => {
    const roster = new Roster();
    const frame = blankFrame();
    Object.assign(take(frame.players, blankPlayer), { seat: 7, name: "Orla", kind: 1 });
    roster.update(frame, 0);
    frame.players.count = 0;
    roster.update(frame, 10_000);
    expect([roster.knows(7), roster.of(7)]).toEqual([true, { name: "Orla", kind: 1 }]);
    expect([roster.knows(8), roster.of(8)]).toEqual([false, { name: "someone", kind: 0 }]);
    expect([roster.knows(-1), roster.of(-1).name]).toEqual([false, ""]);
  });
});
