import { randomBytes } from "node:crypto";
import { matchMaker, Room } from "@colyseus/core";
import type { CloseReason } from "../../shared/wire/codes.ts";
import { privateRoomId } from "../../shared/wire/private-rooms.ts";
import { askRoom } from "./ask-room.ts";

/**
 * Bounds of the lateness classes, measured from the least late match, ms: a tick of 60 Hz, a patch of 20 Hz, three patches.
 * Players do not notice less than a tick. A full match takes longer for a tick than an empty one, and should not lose new
 * players to it for that.
 */
const BOUNDS_MS = [16, 50, 150];

/**
 * The order in which quick play offers matches, for `sortBy` of Colyseus: by lateness, then most players first. The
 * network path is the same to all matches of a process, so only their lateness differs. Each listing has a `late`, see
 * {@link latenessClass}.
 */
export const QUICK_PLAY_ORDER = { late: 1, clients: -1 } as const;

/**
 * Classifies lateness with hysteresis, so that noise does not scatter players: up at a bound, down only below half of
 * it.
 *
 * @param lateMs lateness relative to the least late room
 * @param before the room's previous class
 */
export function latenessClass(lateMs: number, before: number): number {
  const reached = BOUNDS_MS.filter((boundMs) => lateMs >= boundMs).length;
  const kept = BOUNDS_MS.filter((boundMs) => lateMs >= boundMs / 2).length;
  return Math.max(reached, Math.min(before, kept));
}

/** What matchmaking knows about a room. */
interface Listing {
  readonly late: number;
  /** Keeps it from Colyseus' own `LobbyRoom`, which is for the rooms of an application and fails on those without metadata. */
  readonly unlisted?: true;
}

/** Publishes a room's lateness to matchmaking, for quick play; see `QUICK_PLAY_ORDER`. */
export class MatchmakingListing {
  readonly #publish: (listing: Listing) => Promise<void>;
  #late = 0;

  constructor(publish: (listing: Listing) => Promise<void>) {
    this.#publish = publish;
  }

  open(): Promise<void> {
    return this.#publish({ late: this.#late, unlisted: true });
  }

  /** Publishes the lateness class if it changed. @param laterMs lateness relative to the least late room */
  async update(laterMs: number): Promise<void> {
    const late = latenessClass(laterMs, this.#late);
    if (late === this.#late) return;
    this.#late = late;
    await this.#publish({ late });
  }
}

/** A new id for an unlisted room, if the options ask for a private one; otherwise null. */
export function newPrivateRoomId(options: unknown): string | null {
  if ((options as { private?: unknown } | null | undefined)?.private !== true) return null;
  return privateRoomId(randomBytes(16).toString("base64url"));
}

/** Ids of this process's rooms, private ones too, whose type's name in matchmaking is wanted. */
export async function localRooms(isWanted: (name: string) => boolean): Promise<readonly string[]> {
  const listings = await matchMaker.query({});
  const here = listings.filter(({ roomId }) => matchMaker.getLocalRoomById(roomId) !== undefined);
  return here.flatMap(({ name, roomId }) => (isWanted(name) ? roomId : []));
}

/** The singleton room of this process with a name; null: there is none. */
export async function findSingleton(name: string): Promise<Room | null> {
  for (const { roomId } of await matchMaker.query({ name })) {
    const room: unknown = matchMaker.getLocalRoomById(roomId);
    if (room instanceof Room) return room;
  }
  return null;
}

/**
 * Creates the singleton rooms of which no journal has a world. Call it after the recovery.
 *
 * @param isHalted whether a room must not be created, see `SingletonHalts`. Default: none is
 */
export async function openSingletons(
  singletons: readonly { readonly name: string }[],
  isHalted: (name: string) => boolean = () => false,
): Promise<void> {
  for (const { name } of singletons)
    if (!isHalted(name) && (await findSingleton(name)) === null) await matchMaker.createRoom(name, {});
}

/** A room whose players can be disconnected for good. */
export interface KickingRoom {
  /** Disconnects a player and frees their seats. @param player id of a guest or an account */
  endSeatsOf(player: number, row: CloseReason): void;
}

/**
 * Disconnects a player from rooms for good: their seats are not held.
 *
 * @param player id of a guest or an account
 * @param name of a room type; default: all types, including those of earlier releases
 */
export async function kickPlayer(player: number, row: CloseReason, name?: string): Promise<void> {
  const rooms = await matchMaker.query(name === undefined ? {} : { name });
  await Promise.all(rooms.map(({ roomId }) => askRoom(roomId, "endSeatsOf", [player, row])));
}
