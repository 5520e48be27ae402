import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUDGETS } from "../../../server/budgets/index.ts";
import { lobbyRoom } from "../../../server/games/lobby/index.ts";
import { originOf } from "../../../server/games/lobby/origin.ts";
import { playerKeys } from "../../../server/runtime/seat-tokens.ts";
import { firstLine, lineOf } from "../../../shared/games/lobby/history.ts";
import { LOBBY_CHANNEL, lobby } from "../../../shared/games/lobby/index.ts";
import { encodeLobbyCommand } from "../../../shared/games/lobby/wire/client-command.ts";
import type { ChatMessage } from "../../../shared/games/lobby/world.ts";
import { type Brief, Meeting, of } from "./meeting.ts";

/** As many as the limits admit at once behind one address. */
const CROWD = 64;
const TICKS_PER_S = lobby.tickHz;
const HOUR_TICKS = 3_600 * TICKS_PER_S;
const [FLOOD, ADA, BOB] = [1, 2, 3];

const remembered = ({ world }: Meeting): readonly ChatMessage[] => world.channels.get(LOBBY_CHANNEL)?.lines ?? [];
const textsOf = (meeting: Meeting, origin: number) =>
  remembered(meeting).flatMap((line) => (line.origin === origin ? [line.text] : []));
const say = (seat: number, origin: number, text = "hello"): Brief => ({ type: "sayFrom", seat, origin, text });

/** A crowd in seats 0 to 63, and two others. */
function crowded(): Meeting {
  const meeting = new Meeting({ seats: CROWD + 2 });
  for (let seat = 0; seat < CROWD + 2; seat++) meeting.enter(seat);
  return meeting;
}
const [ADAS_SEAT, BOBS_SEAT] = [CROWD, CROWD + 1];

describe("a channel's history", () => {
  it.each([
    ["as fast as the limits let them", 1],
    ["slowly, a line every ten seconds", 10 * TICKS_PER_S],
  ])("A2: is others' still after an hour in which %s, the crowd of one address has talked", (_, everyTicks) => {
    const meeting = crowded();
    const { historyLines } = meeting.world.config;
    const others = Array.from({ length: historyLines / 4 }, (_, i) => `of Ada ${i}`);
    for (const text of others) {
      meeting.tick(say(ADAS_SEAT, ADA, text));
      meeting.ticks(meeting.world.config.sayEveryTicks);
    }
    meeting.tick(say(BOBS_SEAT, BOB, "of Bob"));
    // What an address may say in all rooms; the lobby itself refuses whoever says more than their part of it.
    const { perSecond, burst } = BUDGETS.rates.chatLines.address ?? { perSecond: 0, burst: 0 };
    let [tokens, seat, spoken] = [burst, 0, 0];
    for (let tick = 0; tick < HOUR_TICKS; tick++) {
      tokens = Math.min(burst, tokens + perSecond / TICKS_PER_S);
      const briefs: Brief[] = [];
      for (; tick % everyTicks === 0 && tokens >= 1 && briefs.length < (everyTicks > 1 ? 1 : CROWD); tokens--)
        briefs.push(say(seat++ % CROWD, FLOOD));
      spoken += of(meeting.tick(...briefs), "line").length;
    }
    expect(spoken).toBeGreaterThan(everyTicks > 1 ? 350 : 30_000);
    expect([textsOf(meeting, ADA), textsOf(meeting, BOB)]).toEqual([others, ["of Bob"]]);
    expect(remembered(meeting)).toHaveLength(historyLines);
    // The others may still say as much as the crowd, whose newest lines are there.
    expect(remembered(meeting).at(-1)?.origin).toBe(FLOOD);
    for (let i = 0; i < historyLines; i++) {
      meeting.ticks(meeting.world.config.sayEveryTicks);
      meeting.tick(say(BOBS_SEAT, BOB, `more ${i}`));
    }
    const shares = [FLOOD, ADA, BOB].map((origin) => textsOf(meeting, origin).length);
    expect(shares[1]).toBe(others.length);
    expect(Math.abs(shares[0] - shares[2])).toBeLessThanOrEqual(1);
  });

  it("A2: of one player who speaks from many addresses is not more than of another", () => {
    const meeting = crowded();
    meeting.tick(say(ADAS_SEAT, ADA, "of Ada"));
    for (let i = 0; i < 3 * meeting.world.config.historyLines; i++) {
      meeting.tick(say(BOBS_SEAT, 10 + i, `${i}`));
      meeting.ticks(meeting.world.config.sayEveryTicks);
    }
    expect(textsOf(meeting, ADA)).toEqual(["of Ada"]);
  });

  it("is shared by those of one address, too: who says less there is pushed out last", () => {
    const meeting = crowded();
    meeting.tick(say(0, FLOOD, "quiet"));
    meeting.tick(say(ADAS_SEAT, ADA, "of Ada"));
    for (let i = 0; i < 3 * meeting.world.config.historyLines; i++) {
      meeting.tick(say(1, FLOOD, `${i}`));
      meeting.ticks(meeting.world.config.sayEveryTicks);
    }
    expect(textsOf(meeting, FLOOD)).toContain("quiet");
  });

  it("goes from whoever has most, oldest first, and never the newest, whoever speaks and is forgotten", () => {
    const brief = fc.oneof(
      { weight: 9, arbitrary: fc.tuple(fc.nat(4), fc.nat(3)).map(([seat, origin]) => say(seat, origin)) },
      fc.nat(5).map((player): Brief => ({ type: "forget", player })),
    );
    fc.assert(
      fc.property(fc.array(brief, { maxLength: 80 }), (briefs) => {
        const meeting = new Meeting({ seats: 5, historyLines: 8, sayBurst: 100, sayEveryTicks: 1 });
        for (let seat = 0; seat < 5; seat++) meeting.enter(seat);
        for (const brief of briefs) {
          const before = remembered(meeting).slice();
          const events = meeting.tick(brief);
          const after = remembered(meeting);
          const ids = after.map(({ id }) => id);
          expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
          const channel = meeting.world.channels.get(LOBBY_CHANNEL);
          if (channel === undefined) throw new Error("no channel");
          expect(ids.at(-1) ?? 0).toBe(channel.last);
          for (const id of ids) expect(lineOf(channel, id)?.id).toBe(id);
          expect(lineOf(channel, channel.last + 1)).toBeUndefined();
          const first = firstLine(channel);
          if (first > 0) expect(ids.slice(ids.indexOf(first))).toHaveLength(channel.last - first + 1);
          for (const gone of before.filter(({ id }) => !ids.includes(id))) {
            expect(of(events, "line")).toHaveLength(1);
            expect(lineOf(channel, gone.id)).toBeUndefined();
            // Its origin, or its player, had as many with it as any origin has.
            const count = (is: (line: ChatMessage) => boolean) => after.filter(is).length;
            const had = (origin: number) => count((line) => line.origin === origin);
            const own = gone.origin > 0 ? count(({ origin, player }) => origin > 0 && player === gone.player) : 0;
            const most = Math.max(...after.map(({ origin }) => had(origin)));
            expect(Math.max(had(gone.origin), own) + 1).toBeGreaterThanOrEqual(most);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("is told with its gaps, the oldest first, and says since where there are none", () => {
    const meeting = new Meeting({ seats: 3, historyLines: 4 });
    for (const seat of [0, 1]) meeting.enter(seat);
    meeting.tick(say(0, ADA, "a"));
    for (const text of ["b", "c", "d", "e", "f"]) meeting.tick(say(1, FLOOD, text), { type: "leave", seat: 9 });
    const all = meeting.enter(2);
    expect(of(all, "line").map(({ line, text }) => `${line} ${text}`)).toEqual(["1 a", "4 d", "5 e", "6 f"]);
    expect(of(all, "opened")).toMatchObject([{ first: 4, last: 6 }]);
    expect(of(meeting.tick({ type: "open", seat: 2, after: 2 }), "line").map(({ line }) => line)).toEqual([4, 5, 6]);
  });

  it("is the same when nobody's origin is known: lines go in the order in which they were said", () => {
    const meeting = new Meeting({ seats: 3, historyLines: 4 });
    for (const seat of [0, 1]) meeting.enter(seat);
    for (const [seat, text] of [..."abcdef"].entries()) meeting.tick({ type: "say", seat: seat === 0 ? 0 : 1, text });
    expect(remembered(meeting).map(({ text }) => text)).toEqual(["c", "d", "e", "f"]);
  });

  it("forgets the origin of those who are gone", () => {
    const meeting = crowded();
    meeting.tick(say(ADAS_SEAT, ADA));
    meeting.tick({ type: "forget", player: ADAS_SEAT + 1 });
    expect(remembered(meeting)).toMatchObject([{ player: 0, origin: 0, text: "" }]);
  });
});

describe("the origin of a line", () => {
  it("is the group of its address, which other servers number otherwise", () => {
    const [here, there] = [playerKeys("a secret"), playerKeys("another")];
    const addresses = Array.from({ length: 2_000 }, (_, i) => `10.0.${i >> 8}.${i & 0xff}`);
    const groups = addresses.map((address) => originOf(here(address)));
    for (const group of groups) expect(group > 0 && group <= 0xffff).toBe(true);
    expect(new Set(groups).size).toBeGreaterThan(1_900);
    expect(addresses.map((address) => originOf(here(address)))).toEqual(groups);
    expect(addresses.filter((address, i) => originOf(there(address)) === groups[i]).length).toBeLessThan(10);
    expect(originOf("")).toBe(0);
  });

  it("comes with whoever speaks, and is all that the journal has of their address", () => {
    const { decode } = lobbyRoom({ seatHoldS: 1, nowMs: () => 0 }).commands;
    const body = encodeLobbyCommand({ type: "say", channel: "lobby", text: "hi", nonce: 1 });
    const key = playerKeys("a secret")("192.0.2.7");
    const command = decode(0, body, 0, key);
    expect(command).toEqual({
      ...{ type: "sayFrom", seat: 0, channel: "lobby", text: "hi", nonce: 1, atS: 0 },
      origin: originOf(key),
    });
    expect(decode(0, body, 0)).toMatchObject({ origin: 0 });
  });
});
