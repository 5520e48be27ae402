import { describe, expect, it } from "vitest";
import {
  ACTION_IDS,
  ACTIONS,
  actionsByKey,
  defaultBindings,
  findConflicts,
  keyLabel,
  RESERVED_KEYS,
  rebind,
} from "../../../../client/games/arena/input/actions.ts";
import { CLIENT_CONTROL_BITS, CONTROL } from "../../../../shared/games/arena/controls.ts";

describe("key bindings", () => {
  it("by default share no key, use none that is reserved, and reach every control but the aim", () => {
    const keys = defaultBindings();
    expect(findConflicts(keys).size).toBe(0);
    for (const id of ACTION_IDS) for (const key of keys[id]) expect(RESERVED_KEYS.has(key)).toBe(false);
    const reached = ACTION_IDS.reduce((bits, id) => bits | ACTIONS[id].bit, 0);
    expect(reached).toBe(CLIENT_CONTROL_BITS & ~CONTROL.aim);
  });

  it("may share a key between two actions, which is reported", () => {
    const keys = rebind(defaultBindings(), "dock", 0, "KeyW");
    expect(findConflicts(keys)).toEqual(new Map([["KeyW", ["thrust", "dock"]]]));
    expect(actionsByKey(keys).get("KeyW")).toEqual(["thrust", "dock"]);
    expect(actionsByKey(keys).get("KeyF")).toBeUndefined();
  });

  it("never hold the same key twice for one action", () => {
    expect(rebind(defaultBindings(), "thrust", 0, "ArrowUp").thrust).toEqual(["ArrowUp", ""]);
  });

  it("have labels for players", () => {
    expect(["KeyW", "ArrowUp", "Space", "Digit1", "Numpad4", "ShiftLeft"].map(keyLabel)).toEqual([
      "W",
      "↑",
      "Space",
      "1",
      "Num 4",
      "Shift",
    ]);
  });
});
