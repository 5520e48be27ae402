import { findSingleton } from "../colyseus/matchmaking.ts";
import type { JournalStore } from "../journal/port.ts";
import { isStorageError } from "./journal-halt.ts";
import { ownerIn, wasNeverBegun } from "./read-room.ts";
import type { RoomType } from "./room-type.ts";
import { messageOf, type SingletonHalts } from "./singleton-halts.ts";

/** A singleton room type. A machine has one room type, so its id tells whose an unreadable journal is. */
export interface SingletonType {
  readonly name: string;
  readonly machine: { readonly id: string };
}

/** The result of a recovery step. */
export type Outcome<T> =
  | { readonly is: "done"; readonly value: T }
  /** `isBroken`: its journal or its rules are at fault, so another attempt fails, too. */
  | { readonly is: "failed"; readonly error: unknown; readonly isBroken: boolean };

/** An unfinished room, whose world has been replayed or could not be. */
export interface FoundRoom {
  readonly roomId: string;
  /** Name of its type, if that is a singleton; null: it is none; undefined: its journal does not tell. */
  readonly singleton: string | null | undefined;
  readonly outcome: Outcome<RoomType>;
}

interface SingletonRecoveryOptions {
  readonly store: JournalStore;
  readonly singletons: readonly SingletonType[];
  readonly halts: SingletonHalts;
}

/** See `FoundRoom.singleton`. @param type null: it was not found */
export async function ownerOf(
  { store, singletons }: SingletonRecoveryOptions,
  roomId: string,
  type: RoomType | null,
): Promise<FoundRoom["singleton"]> {
  if (type !== null) return type.isSingleton ? type.name : null;
  try {
    const segments = await store.read(roomId);
    const { room, machine } = ownerIn(segments);
    if (machine === null) return wasNeverBegun(segments) ? null : undefined;
    const isOwner = ({ name, machine: { id } }: SingletonType) => (room === null ? id === machine : name === room);
    return singletons.find(isOwner)?.name ?? null;
  } catch {
    return undefined;
  }
}

/**
 * Halts each singleton whose world is not in exactly one journal that replays. Of a singleton without any, a journal whose
 * room is unknown may be the one. Returns the rooms that must be left as they are.
 */
export async function haltBroken(
  { singletons, halts }: SingletonRecoveryOptions,
  found: readonly FoundRoom[],
): Promise<ReadonlySet<FoundRoom>> {
  const halted = new Set<FoundRoom>();
  const unclear = found.filter(({ singleton }) => singleton === undefined);
  for (const { name } of singletons) {
    const own = found.filter(({ singleton }) => singleton === name);
    const journals = own.length > 0 || (await findSingleton(name)) !== null ? own : unclear;
    const reason = reasonToHalt(journals);
    if (reason === null) continue;
    const rooms = journals.map(({ roomId }) => roomId);
    const retries = journals.some(({ outcome }) => outcome.is === "failed" && isStorageError(outcome.error));
    halts.add(name, { rooms, reason, retries });
    for (const room of journals) halted.add(room);
  }
  return halted;
}

/** @param journals that hold a singleton's world, or may. null: it may go on, or be created */
function reasonToHalt(journals: readonly FoundRoom[]): string | null {
  if (journals.length === 0) return null;
  if (journals.length > 1) return `${journals.length} journals hold its world, or may`;
  const [{ singleton, outcome }] = journals;
  if (outcome.is === "done") return null;
  return `${singleton === undefined ? "a journal that may be its cannot be read: " : ""}${messageOf(outcome.error)}`;
}
