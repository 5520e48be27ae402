import { FEED_LIMITS, type FeedLimits } from "../../../shared/wire/limits.ts";
import { isPrivateRoom } from "../../../shared/wire/private-rooms.ts";
import type { Clock } from "../../clock.ts";
import type { Survey, Surveyor } from "../matches/positions.ts";
import type { NameLookup, NameOf } from "../names/pilot-names.ts";
import type { FeedHub } from "./hub.ts";
import type { FeedDraft } from "./log.ts";
import type { FeedMetrics } from "./metrics.ts";

export interface PositionSamplerOptions {
  readonly clock: Clock;
  /** Delay of positions, so that they help no player, s. */
  readonly delayS: number;
  readonly names: NameLookup;
  readonly metrics: FeedMetrics;
  readonly report: (error: unknown) => void;
  readonly limits?: Pick<FeedLimits, "surveyShips" | "surveys">;
}

/** A survey of a match. */
interface MatchSurvey extends Survey {
  readonly match: string;
}

/** Publishes the positions of a match's ships once a second, while there are readers. */
export class PositionSampler {
  readonly #hub: Pick<FeedHub, "watched" | "publish">;
  readonly #options: PositionSamplerOptions;
  readonly #limits: Pick<FeedLimits, "surveyShips" | "surveys">;
  #waiting = 0;

  constructor(hub: Pick<FeedHub, "watched" | "publish">, options: PositionSamplerOptions) {
    this.#hub = hub;
    this.#options = options;
    this.#limits = options.limits ?? FEED_LIMITS;
  }

  /** For `RoomDefinition.observe`. */
  observe(room: string, world: unknown, surveyor: Surveyor): void {
    if (!surveyor.isDue(world) || !this.#hub.watched("positions")) return;
    const { clock, delayS, metrics } = this.#options;
    if (isPrivateRoom(room)) return;
    if (this.#waiting >= this.#limits.surveys) {
      metrics.surveyDropped();
      return;
    }
    const seen = { match: room, ...surveyor.survey(world, this.#limits.surveyShips) };
    this.#waiting++;
    clock.setTimer(delayS * 1_000, () => {
      this.#waiting--;
      this.#publish(seen).catch(this.#options.report);
    });
  }

  /** With current names, because some may have been erased meanwhile. */
  async #publish(seen: MatchSurvey): Promise<void> {
    if (!this.#hub.watched("positions")) return;
    const { delayS, names } = this.#options;
    await this.#hub.publish([draftOf(seen, delayS, await names.ofRoom(seen.match))]);
  }
}

function draftOf({ match, tick, ships }: MatchSurvey, delayS: number, nameOf: NameOf): FeedDraft {
  const named = ships.map(({ pilot, name, ...ship }) => ({ ...ship, name: pilot === 0 ? name : nameOf(pilot) }));
  return { topic: "positions", key: match, body: { type: "positions", match, tick, delayS, ships: named } };
}
