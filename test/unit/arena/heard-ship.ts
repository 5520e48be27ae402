import { ServerShip } from "../../../client/games/arena/model/server-ship.ts";
import { readPublished } from "../../../shared/games/arena/divergence.ts";
import {
  CONTROL,
  copyHelm,
  type Helm,
  newHelm,
  PATCH_EVERY_TICKS,
  stepHelm,
} from "../../../shared/games/arena/index.ts";
import {
  maskUnpublished,
  newPublishedMotion,
  packMotion,
  wantsBoost,
} from "../../../shared/games/arena/published-motion.ts";
import { createRails, moveRails, type Rails } from "../../../shared/games/arena/rails.ts";
import { packTurn } from "../../../shared/games/arena/turn.ts";
import { ShipState } from "../../../shared/games/arena/wire/state.ts";
import { PUBLISHED_AS, type World } from "../../../shared/games/arena/world.ts";

/** A ship as a client knows it that misses nothing: its row, written as the room would tell it, and what the client makes of it. */
export class HeardShip {
  readonly #row = new ShipState();
  readonly #told = new ServerShip();
  readonly #record = newPublishedMotion();
  readonly #now = newHelm();
  readonly #rails: Rails;
  /** At the tick last heard of, without what others do not see. */
  readonly helm: Helm = newHelm();

  constructor({ config }: World) {
    this.#rails = createRails(config.map);
  }

  /** After each tick. Returns as what it was told, a value of `PUBLISHED_AS`; −1: not at all. */
  hear(world: World, slot: number, rails: Rails): number {
    const { ships, tick, scratch, config } = world;
    const told = ships.shownAt[slot] === tick ? scratch.publishedAs[slot] : -1;
    if (told >= 0) this.#tell(world, slot, told);
    if (tick % PATCH_EVERY_TICKS === 0) {
      this.#told.read(this.#row, tick, (helm, at) => {
        moveRails(this.#rails, config.map, at);
        stepHelm(helm, config.map, this.#rails);
      });
      copyHelm(this.#told.helm, this.#now);
    } else stepHelm(this.#now, config.map, rails);
    copyHelm(this.#now, this.helm);
    maskUnpublished(this.helm);
    return told;
  }

  #tell(world: World, slot: number, as: number): void {
    const { ships, tick } = world;
    const row = this.#row;
    const now = readPublished(world, slot, newHelm());
    const { energy, aim, ...record } = packMotion(now, tick, this.#record);
    const { armor, shield, shieldWait, guard } = record;
    if (now.bits & CONTROL.aim) row.aim = aim;
    if (as === PUBLISHED_AS.whole) {
      Object.assign(row, record);
      if (wantsBoost(now.bits)) row.energy = energy;
      return;
    }
    row.turn = packTurn(now.bits, tick, ships.turnedAt[slot], as === PUBLISHED_AS.turnAndVitals);
    row.boost = ships.turnEnergy[slot];
    if (as === PUBLISHED_AS.turnAndVitals) Object.assign(row, { armor, shield, shieldWait, guard });
  }
}
