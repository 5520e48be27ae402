import { wantsTypes } from "../../outbox/index.ts";
import type { NameLookup, PlayerOf } from "../names/pilot-names.ts";

/** A person as match events name them. */
export type MatchPerson = {
  readonly seat: number;
  /** Id of a guest or an account; 0: not signed in. */
  readonly player: number;
} & (
  | {
      /** The number of their name in the room's table of names. */
      readonly pilot: number;
    }
  /** In matches of versions that recorded names. */
  | { readonly name: string }
);

/** Games with one kind of points have them in `credits`, and 0 in the others. */
export interface MatchScore {
  readonly credits: number;
  readonly kills: number;
  readonly deaths: number;
}

/** Everything that a match can tell the platform, whatever the game. Seats: −1 for nobody. */
export type MatchEvent =
  | ({ readonly type: "joined" } & MatchPerson)
  | ({ readonly type: "left" } & MatchPerson)
  /** Once a second while anyone is seated, and when the last person leaves. */
  | {
      readonly type: "status";
      readonly round: number;
      readonly playing: boolean;
      readonly endsInS: number;
      readonly people: number;
      readonly seats: number;
    }
  | ({ readonly type: "score" } & MatchPerson & MatchScore)
  /** One for each person, best first, before the round ends. `place`: from 1. */
  | ({ readonly type: "result"; readonly round: number; readonly place: number } & MatchPerson & MatchScore)
  | ({ readonly type: "bounty"; readonly bounty: number } & MatchPerson)
  /** `cause`: in the game's own words. `bounty`: credits that the killer earned. `x`, `y`: px. */
  | {
      readonly type: "kill";
      readonly seat: number;
      readonly by: number;
      readonly cause: string;
      readonly bounty: number;
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: "roundStart"; readonly round: number }
  | { readonly type: "roundEnd"; readonly round: number; readonly winner: number; readonly credits: number };

export type MatchEventType = MatchEvent["type"];

/** Translates a game's events for the platform's consumers. */
export interface MatchEvents {
  /** By type of the game's event: the match event that it becomes. Other events are the game's own business. */
  readonly types: { readonly [gameEvent: string]: MatchEventType };
  /**
   * Decodes an event of this version or an earlier one; null: the platform does not need it. Throws `CodecError`.
   *
   * @param playerOf the player who has a number in the room's table of names, for games whose events have only that
   */
  read(bytes: Uint8Array, playerOf: PlayerOf): MatchEvent | null;
  /** Name of an NPC at a seat; "": unknown. Default: games without NPCs. */
  npcName?(room: string, seat: number): string;
}

/** Makes a reader of one room's events. Rejects with `StoreError` if the room runs elsewhere and the store is away. */
export async function matchReader(
  events: MatchEvents,
  names: Pick<NameLookup, "playersOf">,
  room: string,
): Promise<(bytes: Uint8Array) => MatchEvent | null> {
  const playerOf = await names.playersOf(room);
  return (bytes) => events.read(bytes, playerOf);
}

/** A {@link Consumer.wants} that selects match events by type. */
export function wantsMatchEvents({ types }: MatchEvents, ...wanted: MatchEventType[]): (event: unknown) => boolean {
  const gameTypes = Object.keys(types).filter((gameType) => wanted.includes(types[gameType]));
  return wantsTypes<{ readonly type: string }>(...gameTypes);
}
