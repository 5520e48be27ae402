import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { arena } from "../../../shared/games/arena/index.ts";
import { verify } from "../../../shared/journal/index.ts";
import { createRandom, nextBelow } from "../../../shared/math/random.ts";
import { ChaosMatch, ExpectedState, entriesOf } from "../../harness/arena/chaos.ts";

/** `CHAOS_KILLS=20 CHAOS_BOTS=50` is the full measure. */
const KILLS = Number(process.env.CHAOS_KILLS ?? 3);
const BOTS = Number(process.env.CHAOS_BOTS ?? 16);
const SEED = Number(process.env.CHAOS_SEED ?? 1);

// The SDK tells of every try to come back.
beforeAll(() => void vi.spyOn(console, "info").mockImplementation(() => {}));
afterAll(() => void vi.restoreAllMocks());

describe.each([
  { whom: "bots that play", pilot: null, bots: BOTS },
  { whom: "bots that touch no key", pilot: "idle" as const, bots: 4 },
])("a server of $whom, killed at random moments", ({ whom, pilot, bots }) => {
  it(
    `loses nothing of the match, ${KILLS} times (seed ${SEED})`,
    async () => {
      const random = createRandom(SEED);
      const match = await ChaosMatch.start(bots, pilot);
      const backMs: number[] = [];
      const listensMs: number[] = [];
      /** Events that a killed process had made durable and not delivered. */
      const late: number[] = [];
      let events = 0;
      let repeats = 0;
      try {
        const seats = match.seats();
        expect(new Set(seats).size).toBe(bots);
        for (let kill = 1; kill <= KILLS; kill++) {
          await new Promise((resolve) => setTimeout(resolve, 300 + nextBelow(random, 2_000)));
          const seen = await match.kill();
          const where = `kill ${kill}`;
          // Same rooms, same seats, and nobody joined anew.
          expect(match.seats(), where).toEqual(seats);
          const connections = match.fleet.bots.map(({ connection }) => connection);
          expect(connections.map(({ disconnects, reconnects }) => [disconnects, reconnects])).toEqual(
            connections.map(() => [kill, kill]),
          );
          // What was left behind replays, and reaches what anyone saw.
          expect(seen.left, where).toMatchObject({ ok: true, gaps: [] });
          expect(seen.left.lastTick).toBeGreaterThanOrEqual(seen.lastTick);
          const timeline = await match.timeline();
          expect(verify(arena, timeline), where).toMatchObject({ ok: true, gaps: [] });
          // What bots had before, and have since, is the one world of that journal.
          const truth = new ExpectedState(timeline, match.names());
          for (const had of [...seen.before, ...seen.after].sort((a, b) => a.tick - b.tick))
            expect(had, where).toEqual(truth.of(had));
          for (const { tick } of seen.after) expect(tick).toBeGreaterThanOrEqual(seen.lastTick);
          // The consumer has each event of that journal once, in order: some when the process died, the rest since.
          expect(seen.booked, where).toEqual(seen.emitted.slice(0, seen.booked.length));
          late.push(seen.emitted.length - seen.booked.length);
          await match.booked(seen.emitted.length);
          const book = match.book();
          expect(book.slice(0, seen.emitted.length), where).toEqual(seen.emitted);
          backMs.push(seen.backMs);
          listensMs.push(seen.listensMs);
        }
        const book = match.book();
        const emitted = entriesOf(await match.timeline());
        expect(book).toEqual(emitted.slice(0, book.length));
        events = book.length;
        repeats = match.repeats();
        expect(match.fleet.bots.map(({ desynced }) => desynced)).not.toContain(true);
      } finally {
        await match.stop();
      }
      const figures = `listens after ${range(listensMs)}, the last of ${bots} is back after ${range(backMs)}`;
      console.log(`${whom}: ${KILLS} kills; the new process ${figures}`);
      const after = `${late.join(" ")} of them after a kill; ${repeats} came again and were not taken`;
      console.log(`${whom}: ${events} events delivered once, ${after}`);
    },
    60_000 + KILLS * 15_000,
  );
});

function range(ms: readonly number[]): string {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return `${at(0.5)} ms (p95 ${at(0.95)})`;
}
