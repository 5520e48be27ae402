import { describe, expect, it } from "vitest";
import { Redraw } from "../../../client/kit/page/redraw.ts";
import type { AnyRow, AnyView } from "../../../client/kit/view.ts";
import { blankNet } from "../../../client/net/net-stats.ts";

const CARDS: readonly AnyRow[] = [{ id: 0, isOwn: false }];
const [SEATS, CONFIG, WORLD] = [[], {}, {}];

/** A view of its own objects where nothing has happened since the one before, but time. */
const viewAt = (tick: number, more: Partial<AnyView> = {}): AnyView => ({
  ...{ tick, seat: 0, seats: SEATS, config: CONFIG, world: WORLD, rows: { cards: CARDS } },
  ...{ events: [], net: blankNet(), next: () => CARDS[0], secondsTo: (to) => Math.ceil((to - tick) / 10) },
  ...more,
});

/** A check after one drawing. */
function drawn(draw: (view: AnyView) => unknown): Redraw {
  const redraw = new Redraw();
  expect(redraw.isDue(viewAt(1), [], 0)).toBe(true);
  draw(redraw.watch(viewAt(1), [], 0));
  return redraw;
}

const drawCards = ({ rows, world, seats, seat }: AnyView) => [rows.cards, world, seats, seat];

describe("a picture", () => {
  it("is drawn anew when something has changed that its drawing read, and then alone", () => {
    const redraw = drawn(drawCards);
    expect(redraw.isDue(viewAt(9), [], 16)).toBe(false);
    for (const change of [{ rows: { cards: [...CARDS] } }, { world: {} }, { seats: [] }, { seat: 1 }])
      expect(redraw.isDue(viewAt(9, change), [], 16), JSON.stringify(change)).toBe(true);
    expect(redraw.isDue(viewAt(9, { config: {} }), [], 16)).toBe(false);
  });

  it.each<[string, (view: AnyView) => unknown]>([
    ["the time", ({ tick }) => tick],
    ["the way to the next tick", (view) => view.next("cards", 0)],
    ["all at once", (view) => ({ ...view })],
  ])("is drawn for each moment where its drawing read %s", (_, draw) => {
    const redraw = drawn(draw);
    expect(redraw.isDue(viewAt(1.4), [], 16)).toBe(true);
  });

  it("is drawn once a second where its drawing counts whole seconds", () => {
    const redraw = drawn((view) => view.secondsTo(30));
    expect([1.4, 9.9, 10].map((tick) => redraw.isDue(viewAt(tick), [], 16))).toEqual([false, false, true]);
  });

  it("is drawn no more often than wanted, and then with what has changed meanwhile", () => {
    const redraw = new Redraw(50);
    drawCards(redraw.watch(viewAt(1), [], 0));
    const changed = viewAt(2, { seat: 1 });
    expect([16, 49, 50].map((ms) => redraw.isDue(changed, [], ms))).toEqual([false, false, true]);
  });

  it("is drawn in every frame where its drawing read events, as what they begin goes on", () => {
    expect(drawn(({ events }) => events).isDue(viewAt(1), [], 16)).toBe(true);
  });

  it("stands still where the time does, as in a replay that is paused", () => {
    expect(drawn(({ tick, rows }) => [tick, rows]).isDue(viewAt(1), [], 16)).toBe(false);
  });

  it("is drawn anew for another size or place of the pointer, when it is gone, and twice a second at least", () => {
    const redraw = new Redraw();
    drawCards(redraw.watch(viewAt(1), ["size", "pointer"], 0));
    expect(redraw.isDue(viewAt(2), ["size", "pointer"], 16)).toBe(false);
    expect(redraw.isDue(viewAt(2), ["size", "elsewhere"], 16)).toBe(true);
    expect(redraw.isDue(viewAt(2), ["size", "pointer"], 500)).toBe(true);
    redraw.reset();
    expect(redraw.isDue(viewAt(2), ["size", "pointer"], 16)).toBe(true);
  });
});
