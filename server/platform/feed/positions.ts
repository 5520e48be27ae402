import { arena, PLAYER_KIND, type World } from "../../../shared/games/arena/index.ts";
import { FEED_LIMITS, type FeedLimits } from "../../../shared/wire/limits.ts";
import { isPrivateRoom } from "../../../shared/wire/private-rooms.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { NameLookup, NameOf } from "../names/pilot-names.ts";
import type { FeedHub } from "./hub.ts";
import type { FeedDraft } from "./log.ts";
import type { FeedMetrics } from "./metrics.ts";

export interface PositionSamplerPorts {
  readonly clock: Clock;
  /** What is told is so old that it helps no one who plays, s. */
  readonly delayS: number;
  readonly names: NameLookup;
  readonly metrics: FeedMetrics;
  readonly report: (error: unknown) => void;
  readonly limits?: Pick<FeedLimits, "surveyShips" | "surveys">;
}

const UNIT = 65_536;
const KIND_NAMES = Object.fromEntries(Object.entries(PLAYER_KIND).map(([name, kind]) => [kind, name]));

/** Tells once a second where the ships of a match were, while anyone wants to know. */
export class PositionSampler {
  readonly #hub: Pick<FeedHub, "watched" | "publish">;
  readonly #ports: PositionSamplerPorts;
  readonly #limits: Pick<FeedLimits, "surveyShips" | "surveys">;
  #waiting = 0;

  constructor(hub: Pick<FeedHub, "watched" | "publish">, ports: PositionSamplerPorts) {
    this.#hub = hub;
    this.#ports = ports;
    this.#limits = ports.limits ?? FEED_LIMITS;
  }

  /** For `RoomDefinition.observe`. */
  observe(room: string, world: World): void {
    if (world.tick % arena.tickHz !== 0 || !this.#hub.watched("positions")) return;
    const { clock, delayS, metrics } = this.#ports;
    if (isPrivateRoom(room)) return;
    if (this.#waiting >= this.#limits.surveys) {
      metrics.surveyDropped();
      return;
    }
    this.#waiting++;
    const seen = survey(room, world, this.#limits.surveyShips);
    clock.setTimer(delayS * 1_000, () => {
      this.#waiting--;
      this.#tell(seen).catch(this.#ports.report);
    });
  }

  /** Under the names of now, as they may have been forgotten meanwhile. */
  async #tell(seen: Survey): Promise<void> {
    if (!this.#hub.watched("positions")) return;
    const { delayS, names } = this.#ports;
    await this.#hub.publish([draftOf(seen, delayS, await names.ofRoom(seen.match))]);
  }
}

interface Survey {
  readonly match: string;
  readonly tick: number;
  readonly ships: readonly {
    readonly seat: number;
    readonly kind: string;
    /** 0: the server's own, of a name that stays. */
    readonly pilot: number;
    readonly name: string;
    readonly x: number;
    readonly y: number;
  }[];
}

function survey(match: string, { tick, ships, players, names }: World, most: number): Survey {
  const found: Survey["ships"][number][] = [];
  for (let row = 0; row < ships.high && found.length < most; row++) {
    if (!ships.live[row]) continue;
    const seat = ships.seat[row];
    const kind = KIND_NAMES[players.kind[seat]];
    const x = Math.floor(ships.x[row] / UNIT);
    const y = Math.floor(ships.y[row] / UNIT);
    found.push({ seat, kind, pilot: players.pilot[seat], name: names[seat], x, y });
  }
  return { match, tick, ships: found };
}

function draftOf({ match, tick, ships }: Survey, delayS: number, nameOf: NameOf): FeedDraft {
  const named = ships.map(({ pilot, name, ...ship }) => ({ ...ship, name: pilot === 0 ? name : nameOf(pilot) }));
  return { topic: "positions", key: match, body: { type: "positions", match, tick, delayS, ships: named } };
}
