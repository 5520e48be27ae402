import { type Command, lobby, lobbyConfig, type World } from "../../shared/games/lobby/index.ts";
import { Hasher } from "../../shared/math/hash.ts";
import { createRandom, nextBelow, type RandomState } from "../../shared/math/random.ts";

const TICKS = 3_000;
const HASH_EVERY = 500;
const SEATS = 12;
const CHANNELS = ["lobby", "match/a", "match/b", "match/none"];
const WORDS = ["hello", "Ünïcödé", "こんにちは", "👩🏽‍🚀 go", ""];
const TYPES: readonly Command["type"][] = [
  ...(["join", "join", "drop", "back", "leave", "open", "open", "open", "close"] as const),
  ...(["say", "say", "say", "say", "say", "say", "report", "erase", "mute", "ban"] as const),
  ...(["pulse", "pulse", "standing", "place", "notice", "forget"] as const),
];

export const newMeeting = (): World =>
  lobby.create(1, lobbyConfig({ seats: SEATS, historyLines: 20, matchSilentTicks: 40 }));

/** What people and matches send a lobby for its tick, by chance. */
export function meetingCommands(random: RandomState, tick: number): Command[] {
  const below = (count: number) => nextBelow(random, count);
  return Array.from({ length: below(6) }, (_, index): Command => {
    const nonce = below(1_000_000);
    const fields = {
      ...{ type: TYPES[below(TYPES.length)], seat: below(SEATS), player: 1 + below(20), role: below(4), nonce },
      ...{ channel: CHANNELS[below(CHANNELS.length)], after: below(40) - 1, line: below(60) },
      ...{ name: WORDS[below(4)], text: WORDS[below(5)], why: WORDS[below(5)], atS: 1_000 + tick, id: below(99) },
      ...{ mutedUntilS: below(2) * 2_000, untilS: below(3) * 1_500, room: "ab"[below(2)], round: below(9) },
      ...{ listed: below(4) > 0, playing: below(2) > 0, here: below(2) > 0, gone: below(4) === 0 },
      ...{
        endsInS: below(400),
        people: below(9),
        seats: 64,
        credits: below(9_999),
        kills: below(9),
        deaths: below(9),
      },
      cause: { room: "elsewhere", tick, index },
    };
    const { command } = lobby.codecs;
    return command.decode(command.encode(fields as unknown as Command));
  });
}

/** Some hours of a lobby in a few hashes: of its world now and then, and of all its events. */
export function holdMeeting(): string[] {
  const random = createRandom(2_026);
  const world = newMeeting();
  const emitted = new Hasher();
  const hashes: string[] = [];
  for (let tick = 1; tick <= TICKS; tick++) {
    lobby.step(world, meetingCommands(random, tick), (event) => emitted.bytes(lobby.codecs.event.encode(event)));
    if (tick % HASH_EVERY === 0) hashes.push(lobby.hash(world));
  }
  return [...hashes, emitted.digest()];
}
