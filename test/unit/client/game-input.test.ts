import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AnyPage } from "../../../client/kit/page/any-page.ts";
import { GameInput } from "../../../client/kit/page/game-input.ts";
import type { AnyView } from "../../../client/kit/view.ts";

beforeEach(() => {
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("document", { querySelector: () => null });
  vi.stubGlobal("HTMLElement", class {});
});
afterEach(() => void vi.unstubAllGlobals());

/** A page's input over a picture at (100, 50), in the seat of a player. */
function setUp(page: Pick<AnyPage, "keys" | "point" | "drag">, seat = 0) {
  const captured: number[] = [];
  const surface = Object.assign(new EventTarget(), {
    getBoundingClientRect: () => ({ left: 100, top: 50 }),
    setPointerCapture: (id: number) => void captured.push(id),
  });
  const sent: object[] = [];
  const input = new GameInput(page, surface as never, {
    view: () => ({ seat }) as AnyView,
    size: () => ({ width: 400, height: 300 }),
    send: (command) => void sent.push(command),
  });
  const fire = (type: string, clientX: number, clientY: number, more = {}) => {
    const pointer = { pointerId: 7, isPrimary: true, button: 0, pointerType: "mouse", ...more };
    surface.dispatchEvent(Object.assign(new Event(type), { clientX, clientY, ...pointer }));
  };
  const keys = (...typed: readonly [type: "keydown" | "keyup", code: string][]) => {
    for (const [type, code] of typed) window.dispatchEvent(Object.assign(new Event(type), { code }));
  };
  return { input, sent, captured, fire, keys };
}

const TAKES_DRAGS = {
  drag: (_view: AnyView, from: object, to: object, size: object) => ({ type: "flick", from, to, size }),
};

it("a drag is a command on release, from where it was pressed, in pixels of the picture", () => {
  const { input, sent, captured, fire } = setUp(TAKES_DRAGS);
  fire("pointermove", 110, 60);
  expect(input.pointer).toEqual({ at: { x: 10, y: 10 }, from: null });
  fire("pointerdown", 110, 60);
  fire("pointermove", 150, 90);
  expect([input.pointer, sent, captured]).toEqual([{ at: { x: 50, y: 40 }, from: { x: 10, y: 10 } }, [], [7]]);
  fire("pointerup", 160, 90);
  const size = { width: 400, height: 300 };
  expect(sent).toEqual([{ type: "flick", from: { x: 10, y: 10 }, to: { x: 60, y: 40 }, size }]);
  expect(input.pointer).toEqual({ at: { x: 60, y: 40 }, from: null });
});

it("a finger that is lifted points nowhere, and a second finger changes nothing", () => {
  const { input, sent, fire } = setUp(TAKES_DRAGS);
  const touch = { pointerType: "touch" };
  fire("pointerdown", 110, 60, touch);
  fire("pointerdown", 300, 200, { ...touch, pointerId: 8, isPrimary: false });
  fire("pointerup", 300, 200, { ...touch, pointerId: 8, isPrimary: false });
  expect([input.pointer?.from, sent]).toEqual([{ x: 10, y: 10 }, []]);
  fire("pointerup", 120, 60, touch);
  expect([input.pointer, sent]).toEqual([null, [expect.objectContaining({ type: "flick" })]]);
});

it("a drag that the browser takes for its own, or that a spectator makes, is no command", () => {
  const player = setUp(TAKES_DRAGS);
  player.fire("pointerdown", 110, 60);
  player.fire("pointercancel", 110, 60);
  player.fire("pointerup", 160, 90);
  const spectator = setUp(TAKES_DRAGS, -1);
  spectator.fire("pointerdown", 110, 60);
  spectator.fire("pointerup", 160, 90);
  expect([player.sent, spectator.sent]).toEqual([[], []]);
});

it("a press is a command at once where a page takes points, and captures nothing", () => {
  const { sent, captured, fire } = setUp({ point: (_view, at) => ({ type: "turn", at }) as never });
  fire("pointerdown", 110, 60);
  fire("pointerup", 110, 60);
  expect([sent, captured]).toEqual([[{ type: "turn", at: { x: 10, y: 10 } }], []]);
});

const HOLDS = {
  keys: [
    {
      label: "Left",
      codes: ["ArrowLeft", "KeyA"],
      command: () => ({ type: "turn", way: -1 }) as never,
      release: () => ({ type: "turn", way: 0 }) as never,
    },
    { label: "Jump", codes: ["Space"], command: () => ({ type: "jump" }) },
  ],
};

it("a key that is held is a command on press and another on release, once", () => {
  const { sent, keys } = setUp(HOLDS);
  keys(
    ["keydown", "ArrowLeft"],
    ["keyup", "ArrowLeft"],
    ["keyup", "ArrowLeft"],
    ["keydown", "Space"],
    ["keyup", "Space"],
  );
  expect(sent).toEqual([{ type: "turn", way: -1 }, { type: "turn", way: 0 }, { type: "jump" }]);
});

it("a held key is released when the page loses the keyboard, and a spectator holds none", () => {
  const { sent, keys } = setUp(HOLDS);
  keys(["keydown", "KeyA"]);
  window.dispatchEvent(new Event("blur"));
  keys(["keyup", "KeyA"]);
  expect(sent).toEqual([
    { type: "turn", way: -1 },
    { type: "turn", way: 0 },
  ]);
  const spectator = setUp(HOLDS, -1);
  spectator.keys(["keydown", "KeyA"], ["keyup", "KeyA"]);
  expect(spectator.sent).toEqual([]);
});
