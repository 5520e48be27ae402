import { type AnyRules, type AnyWorld, beginAnew, carryOverAny } from "../../shared/kit/index.ts";
import type { Release } from "../releases/release.ts";
import type { ReleaseStore } from "../releases/release-store.ts";
import type { AnyRoomDefinition } from "../runtime/room-definition.ts";
import { type RoomType, replayWorld } from "../runtime/room-type.ts";

export interface SuccessorOptions {
  readonly releases: ReleaseStore;
  /** The current rules of a game; null: they do not come from the kit. */
  readonly rulesOf: (game: string) => AnyRules | null;
  readonly log: (text: string) => void;
}

/**
 * Carries rooms of earlier rules of the kit over to the current ones: their world goes on where the fields allow it, and else
 * begins anew with the same players on their seats. The log says which, and why.
 */
export function carryingRooms({ releases, rulesOf, log }: SuccessorOptions) {
  return (release: Release, current: AnyRoomDefinition): RoomType | null => {
    const { rules: from } = releases.loadScript(release);
    const to = rulesOf(current.name);
    if (from === undefined || to === null) return null;
    const { machine } = releases.loadRoom(release, 0);
    return {
      name: current.name,
      isSingleton: current.singleton ?? false,
      replay(timeline, timedOut) {
        const { roomId, seed } = timeline.latest;
        const world = replayWorld(machine, timeline, timedOut) as AnyWorld;
        const config = current.config as Record<string, unknown>;
        const carried = carryOverAny(from, world, to, config);
        if ("refused" in carried) log(`match ${roomId} begins anew: ${carried.refused}`);
        const next = "refused" in carried ? beginAnew(to, seed, config, world) : carried.world;
        return { world: next, config, carriedTo: { seats: current.seats } };
      },
      externalIds: () => null,
      escrow: () => null,
    };
  };
}
