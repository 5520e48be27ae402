import { expect, it } from "vitest";
import { seatEntries } from "../../../client/kit/page/seat-list.ts";
import type { AnyView } from "../../../client/kit/view.ts";

const view = {
  seat: 2,
  seats: [
    { status: "here", name: "Ada" },
    { status: "empty", name: "" },
    { status: "away", name: "Bea" },
    { status: "here", name: "" },
  ],
} as unknown as AnyView;

it("the list of players has them by seat, with nothing that a game does not give", () => {
  const nothing = { isTurn: false, score: null, note: "" };
  expect(seatEntries({}, view)).toEqual([
    { seat: 0, name: "Ada", isAway: false, isOwn: false, ...nothing },
    { seat: 2, name: "Bea", isAway: true, isOwn: true, ...nothing },
    { seat: 3, name: "someone", isAway: false, isOwn: false, ...nothing },
  ]);
});

it("the list of players has a game's score, which orders it, its turn and its note", () => {
  const entries = seatEntries(
    {
      score: (_view, seat) => [5, 0, 9, 5][seat],
      isTurn: (of, seat) => of === view && seat === 3,
      note: (_view, seat) => (seat === 0 ? "out" : ""),
    },
    view,
  );
  expect(entries.map(({ seat, score, isTurn, note }) => [seat, score, isTurn, note])).toEqual([
    [2, 9, false, ""],
    [0, 5, false, "out"],
    [3, 5, true, ""],
  ]);
});
