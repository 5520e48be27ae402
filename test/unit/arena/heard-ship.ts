import { ToldShip } from "../../../client/arena/told-ship.ts";
import { CONTROL, copyHelm, type Helm, newHelm, PATCH_EVERY_TICKS, stepHelm } from "../../../shared/arena/index.ts";
import { createRails, moveRails, type Rails } from "../../../shared/arena/rails.ts";
import { readShown } from "../../../shared/arena/shown.ts";
import { maskTold, newTold, wantsBoost, writeTold } from "../../../shared/arena/told.ts";
import { packTurn } from "../../../shared/arena/turn.ts";
import { TOLD_AS, type World } from "../../../shared/arena/world.ts";
import { ShipState } from "../../../shared/wire/arena.ts";

/** A ship as a client knows it that misses nothing: its row, written as the room would tell it, and what the client makes of it. */
export class HeardShip {
  readonly #row = new ShipState();
  readonly #told = new ToldShip();
  readonly #record = newTold();
  readonly #now = newHelm();
  readonly #rails: Rails;
  /** At the tick last heard of, without what others do not see. */
  readonly helm: Helm = newHelm();

  constructor({ config }: World) {
    this.#rails = createRails(config.map);
  }

  /** After each tick. Returns as what it was told, a value of `TOLD_AS`; −1: not at all. */
  hear(world: World, slot: number, rails: Rails): number {
    const { ships, tick, scratch, config } = world;
    const told = ships.shownAt[slot] === tick ? scratch.toldAs[slot] : -1;
    if (told >= 0) this.#tell(world, slot, told);
    if (tick % PATCH_EVERY_TICKS === 0) {
      this.#told.read(this.#row, tick, (helm, at) => {
        moveRails(this.#rails, config.map, at);
        stepHelm(helm, config.map, this.#rails);
      });
      copyHelm(this.#told.helm, this.#now);
    } else stepHelm(this.#now, config.map, rails);
    copyHelm(this.#now, this.helm);
    maskTold(this.helm);
    return told;
  }

  #tell(world: World, slot: number, as: number): void {
    const { ships, tick } = world;
    const row = this.#row;
    const now = readShown(world, slot, newHelm());
    const { energy, aim, ...record } = writeTold(now, tick, this.#record);
    const { armor, shield, shieldWait, guard } = record;
    if (now.bits & CONTROL.aim) row.aim = aim;
    if (as === TOLD_AS.whole) {
      Object.assign(row, record);
      if (wantsBoost(now.bits)) row.energy = energy;
      return;
    }
    row.turn = packTurn(now.bits, tick, ships.turnedAt[slot], as === TOLD_AS.turnAndVitals);
    row.boost = ships.turnEnergy[slot];
    if (as === TOLD_AS.turnAndVitals) Object.assign(row, { armor, shield, shieldWait, guard });
  }
}
