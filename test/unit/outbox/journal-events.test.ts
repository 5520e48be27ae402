import { describe, expect, it } from "vitest";
import { type EmittedEvent, eventsAfter, type ReplayedEvents } from "../../../server/outbox/index.ts";
import { readTimeline } from "../../../shared/journal/index.ts";
import { tug } from "../../harness/tiny-game.ts";
import { record } from "../journal/tapes.ts";
import { commandsAt, SEATS } from "./shouts.ts";

describe("a journal's events", () => {
  const tape = record(tug, { seats: SEATS }, 250, (tick) => commandsAt(tick, 0));
  const timeline = readTimeline(tape.segments);
  const all = eventsAfter(tug, timeline, { tick: 0, index: 0 }).events;

  it("are the same from any position, in pieces of any size", () => {
    for (const place of [all[0], all[60], all[61], all[all.length - 1]])
      for (const most of [1, 7, 1_000]) {
        const found: EmittedEvent[] = [];
        for (let at: EmittedEvent | undefined = place; at !== undefined; ) {
          const { events, missed }: ReplayedEvents = eventsAfter(tug, timeline, at, 250, most);
          expect(missed).toBe(false);
          found.push(...events);
          at = events.at(-1);
        }
        expect(found).toEqual(all.slice(all.indexOf(place) + 1));
      }
  });

  it("end with the requested tick, and report missing segments", () => {
    const { events, through } = eventsAfter(tug, timeline, { tick: 30, index: 0 }, 40);
    expect([events.at(-1)?.tick, through]).toEqual([all.findLast(({ tick }) => tick <= 40)?.tick, 40]);
    const rest = readTimeline(tape.segments.slice(1));
    expect(eventsAfter(tug, rest, { tick: 50, index: 0 })).toMatchObject({ missed: true, through: 250 });
    expect(eventsAfter(tug, rest, { tick: 101, index: 0 })).toMatchObject({ missed: false });
  });
});
