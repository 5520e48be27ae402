import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LOBBY_BOUNDS } from "../../../shared/games/lobby/bounds.ts";
import { type Event, lobby } from "../../../shared/games/lobby/index.ts";
import { CodecError } from "../../../shared/machine.ts";
import { type Brief, Meeting } from "./meeting.ts";

const SEATS = 5;
const seat = fc.nat(SEATS);
const channel = fc.constantFrom("lobby", "match/a", "match/b", "match/none", "other");
const room = fc.constantFrom("a", "b");
const player = fc.nat(6);
const untilS = fc.constantFrom(0, 900, 2_000);

const brief: fc.Arbitrary<Brief> = fc.oneof(
  fc.record({ type: fc.constant("join" as const), seat, player: fc.integer({ min: 1, max: 6 }), role: fc.nat(3) }),
  fc.record({ type: fc.constantFrom("drop" as const, "back" as const, "leave" as const), seat }),
  fc.record({ type: fc.constant("open" as const), seat, channel, after: fc.integer({ min: -1, max: 40 }) }),
  fc.record({ type: fc.constant("close" as const), seat, channel }),
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant("say" as const), seat, channel, text: fc.constantFrom("", "hé 🚀", "b") }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant("sayFrom" as const), seat, channel, origin: fc.nat(3) }),
  },
  fc.record({ type: fc.constantFrom("report" as const, "erase" as const), seat, channel, line: fc.nat(40) }),
  fc.record({ type: fc.constantFrom("mute" as const, "ban" as const), seat, player, untilS }),
  fc.record({ type: fc.constant("pulse" as const), room, listed: fc.boolean(), playing: fc.boolean() }),
  fc.record({ type: fc.constant("standing" as const), room, seat, player, credits: fc.nat(9), gone: fc.boolean() }),
  fc.record({ type: fc.constant("place" as const), player, room, here: fc.boolean() }),
  fc.record({ type: fc.constant("notice" as const), player }),
  fc.record({ type: fc.constant("forget" as const), player }),
);
const script = fc.array(fc.array(brief, { maxLength: 6 }), { maxLength: 60 });
const CONFIG = { seats: SEATS, historyLines: 6, sayBurst: 3, sayEveryTicks: 4, openChannels: 2, matchSilentTicks: 8 };

/** What one who reads a channel has, by the rules of the wire: every line once, in order, from where they began. */
class Reader {
  readonly #next = new Map<string, number>();

  hear(event: Event, seat: number, hears: boolean): void {
    if (event.type === "line" && (event.seat === seat || (event.seat < 0 && hears))) {
      const next = this.#next.get(event.channel);
      if (next !== undefined && event.seat < 0) expect(event.line).toBe(next);
      if (next !== undefined) expect(event.line).toBeGreaterThanOrEqual(event.seat < 0 ? next : 1);
      this.#next.set(event.channel, event.line + 1);
    } else if (event.type === "opened" && event.seat === seat) this.#next.set(event.channel, event.last + 1);
    else if (event.type === "closed") this.#next.delete(event.channel);
  }
}

describe("whatever is asked of a lobby", () => {
  it("ids of lines have no gaps, and who reads misses none", () => {
    fc.assert(
      fc.property(script, (ticks) => {
        const meeting = new Meeting(CONFIG);
        const lines = new Map<string, number>();
        const readers = Array.from({ length: SEATS }, () => new Reader());
        for (const briefs of ticks) {
          // One by one, as who hears what is decided while the step is made.
          const { world } = meeting;
          meeting.step(briefs, (event) => {
            if (event.type === "line" && event.seat < 0) {
              expect(event.line).toBe((lines.get(event.channel) ?? 0) + 1);
              lines.set(event.channel, event.line);
            }
            if (event.type === "closed") lines.delete(event.channel);
            readers.forEach((reader, at) => {
              const hears = event.type === "line" && world.derived.readers.get(event.channel)?.includes(at) === true;
              reader.hear(event, at, hears);
            });
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it("a saved world is that world: same bytes, same hash, same future", () => {
    fc.assert(
      fc.property(script, script, (before, after) => {
        const meeting = new Meeting(CONFIG);
        for (const briefs of before) meeting.tick(...briefs);
        const saved = lobby.save(meeting.world);
        const other = new Meeting(CONFIG, lobby.load(saved));
        expect(lobby.save(other.world)).toEqual(saved);
        expect(lobby.hash(other.world)).toBe(lobby.hash(meeting.world));
        for (const briefs of after) expect(other.tick(...briefs)).toEqual(meeting.tick(...briefs));
        expect(lobby.hash(other.world)).toBe(lobby.hash(meeting.world));
      }),
      { numRuns: 200 },
    );
  });

  it("D8: a world stays within its bounds, and a bucket fills up no further than it may", () => {
    fc.assert(
      fc.property(script, (ticks) => {
        const meeting = new Meeting(CONFIG);
        for (const briefs of ticks) {
          meeting.tick(...briefs);
          const { world } = meeting;
          const { sayBurst, sayEveryTicks, historyLines, openChannels } = CONFIG;
          for (const member of world.members.values()) {
            expect(member.saidUntil - world.tick).toBeLessThanOrEqual(sayBurst * sayEveryTicks);
            const { askBurst, askEveryTicks } = LOBBY_BOUNDS;
            expect(member.askedUntil - world.tick).toBeLessThanOrEqual(askBurst * askEveryTicks);
          }
          for (const { lines } of world.channels.values()) expect(lines.length).toBeLessThanOrEqual(historyLines);
          for (const one of world.seats) expect(one?.reads.length ?? 0).toBeLessThanOrEqual(openChannels);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("D7: bytes that are no world are refused, however little of one is changed", () => {
    const meeting = new Meeting(CONFIG);
    for (const at of [0, 1]) meeting.enter(at);
    meeting.tick({ type: "pulse", room: "a" }, { type: "standing", room: "a" }, { type: "say", seat: 0 });
    // Enough for some between to be forgotten.
    for (let i = 0; i < 2 * CONFIG.historyLines; i++) {
      meeting.tick({ type: "sayFrom", seat: 1, origin: 2 });
      meeting.ticks(CONFIG.sayEveryTicks);
    }
    const saved = lobby.save(meeting.world);
    for (let length = 0; length < saved.length; length++)
      expect(() => lobby.load(saved.subarray(0, length))).toThrow(CodecError);
    fc.assert(
      fc.property(fc.nat(saved.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = saved.slice();
        other[at] ^= change;
        try {
          expect(lobby.save(lobby.load(other))).toEqual(other);
        } catch (error) {
          if (!(error instanceof CodecError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
