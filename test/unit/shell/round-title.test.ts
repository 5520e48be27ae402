import { expect, it } from "vitest";
import { roundTitle } from "../../../client/shell/replay/round-title.ts";

it.each([
  ["Finished round", "pending", null],
  ["Played with other rules", "unplayable", null],
  ["Ended early", "ready", { over: false }],
  ["Ended early", "ready", { over: false, isWinnerUnknown: true }],
  ["Nobody won", "ready", { over: true }],
  ["Finished round", "ready", { over: true, isWinnerUnknown: true }],
] as const)("a round without a winner is called %s if %s and %o", (title, state, about) => {
  expect(roundTitle(state, about)).toBe(title);
});
