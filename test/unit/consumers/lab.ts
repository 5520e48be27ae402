import type { FindLobby } from "../../../server/games/lobby/bridge/find.ts";
import { lobbyCommunity } from "../../../server/games/lobby/community.ts";
import { Deduplicator, type Delivery, RetryLater } from "../../../server/outbox/index.ts";
import { nameKey } from "../../../server/platform/identity/name.ts";
import type { MatchEvent } from "../../../server/platform/matches/match-events.ts";
import type { NotificationLimit } from "../../../server/platform/notifications/index.ts";
import { openStore, sqlite } from "../../../server/platform/store/index.ts";
import type { Store } from "../../../server/platform/store/port.ts";
import { eventCodec as lobbyCodec } from "../../../shared/games/lobby/codecs.ts";
import type { Command } from "../../../shared/games/lobby/command.ts";
import { lobbyConfig } from "../../../shared/games/lobby/config.ts";
import type { Event as LobbyEvent } from "../../../shared/games/lobby/event.ts";
import { EVICTION, emptyWorld } from "../../../shared/games/lobby/world.ts";
import { type InboxNotification, parseNotification } from "../../../shared/wire/notifications.ts";
import { encodeMatchEvent } from "../../harness/match-events.ts";
import { lettered } from "../../harness/names.ts";

export const NOW_MS = Date.UTC(2026, 10, 18, 12);
export const ROOM = "match";
export const PRIVATE_ROOM = "private-0123456789abcdefghijkl";

/** Of a lobby of which nothing was set aside. */
const NO_ASIDES = {
  journals: { discardQuarantined: async () => 0, readQuarantined: async () => [] },
  warn() {},
};
export const communityOf = (find: FindLobby) => lobbyCommunity(find, NO_ASIDES);

/** A lobby that takes each command once, as rooms do, and refuses while `refuses`. */
export class LobbyDouble {
  commands: Command[] = [];
  refuses = false;
  readonly world = emptyWorld(lobbyConfig());
  #seen = new Deduplicator();

  readonly find: FindLobby = async () => {
    if (this.refuses) throw new RetryLater("the lobby is not here");
    return {
      inspect: (read) => read(this.world),
      putFrom: async (command) => {
        if ("cause" in command && this.#seen.accept(command.cause)) this.commands.push(command);
      },
    };
  };

  /** Who comes and goes. */
  hear(events: readonly LobbyEvent[]): void {
    const { seats, derived } = this.world;
    for (const event of events) {
      if (event.type === "came") {
        const seat = { player: event.player, name: event.name, role: 0, away: false, out: EVICTION.no, reads: [] };
        seats[seats.indexOf(null)] = seat;
        derived.present.set(event.player, 1);
      }
      if (event.type !== "went") continue;
      seats[seats.findIndex((seat) => seat?.player === event.player)] = null;
      derived.present.delete(event.player);
    }
  }

  get notices(): { player: number; item: InboxNotification }[] {
    return this.commands.flatMap((command) => {
      if (command.type !== "notice") return [];
      const item = parseNotification(JSON.parse(command.text));
      if (item === null || item.id !== command.id) throw new Error(`no notice: ${command.text}`);
      return [{ player: command.player, item }];
    });
  }
}

/** A store, and something that throws within its transactions, after each event and before all is kept. */
export async function lab() {
  const store = await openStore(sqlite(":memory:"), { pruned: () => {}, wallMs: () => NOW_MS });
  const fault = { at: "" };
  const consume: Store["consume"] = (consumer, events, apply) =>
    store.consume(consumer, events, async (event, within) => {
      await apply(event, within);
      if (fault.at === `${event.id.tick}.${event.id.index}`) throw new Error("disk full");
    });
  const lobby = new LobbyDouble();
  const reports: unknown[] = [];
  const limits: NotificationLimit[] = [];
  const unshown: number[] = [];
  const host = {
    store: { consume },
    community: communityOf(lobby.find),
    names: lettered("P"),
    game: "tag",
    nowMs: () => NOW_MS,
    metrics: {
      limited: (limit: NotificationLimit) => void limits.push(limit),
      unshown: (letters: number) => void unshown.push(letters),
    },
    report: (error: unknown) => reports.push(error),
  };
  return { store, fault, lobby, reports, limits, unshown, host };
}

/** Accounts with these names, with ids from a number on. */
export async function register(store: Store, names: readonly string[], first = 1): Promise<void> {
  for (const [i, name] of names.entries())
    await store.addPlayer({ id: first + i, name, nameKey: nameKey(name), role: 1, passwordHash: "x", createdAtMs: 0 });
}

/** Events of one tick, delivered. */
function deliveries<Event>(encode: (event: Event) => Uint8Array, room: string, tick: number, events: readonly Event[]) {
  return events.map((event, index): Delivery => ({ id: { room, tick, index }, bytes: encode(event) }));
}
export const ofMatch = (tick: number, events: readonly MatchEvent[], room = ROOM) =>
  deliveries(encodeMatchEvent, room, tick, events);
export const ofLobby = (tick: number, events: readonly LobbyEvent[]) =>
  deliveries(lobbyCodec.encode, "hall", tick, events);

/** Whose name is P and their number. */
export const someone = (player: number) => ({ seat: player, player, pilot: player });
export const result = (player: number, place: number, credits: number, round = 1) =>
  ({ type: "result", round, place, ...someone(player), credits, kills: 1, deaths: 0 }) as const;
export const roundEnd = (round = 1) => ({ type: "roundEnd", round, winner: 0, credits: 1 }) as const;
