import {
  CONTROL,
  type Command,
  type Controls,
  HELM_FIELDS,
  type Helm,
  newHelm,
  PATCH_EVERY_TICKS,
  type Rails,
  stepHelm,
  type World,
} from "../../../shared/games/arena/index.ts";
import { readHelm } from "../../../shared/games/arena/rows.ts";
import { allowedControls, mayMispredictPhase } from "../../../shared/games/arena/weapons-lock.ts";
import { OWN_REFRESH_TICKS } from "../../../shared/games/arena/world.ts";

interface OwnShip {
  readonly id: number;
  /** From what its player was told last, under the controls that were given since. */
  readonly predicted: Helm;
  /** The truth of the tick before. */
  readonly before: Helm;
  /** Whether anything but flying under the controls that its player meant happened since it was told. */
  touched: boolean;
  toldAt: number;
}

/** Players who predict their own ships from what they alone are told, and keep count of how wrong they are. */
export class OwnShips {
  readonly #ships = new Map<number, OwnShip>();
  readonly #orders = new Map<number, Controls>();
  readonly #late = new Set<number>();
  readonly #now = newHelm();
  readonly #flown = newHelm();
  #phase = 0;
  readonly faults: string[] = [];
  shipTicks = 0;
  records = 0;
  /** Ticks at which the prediction had to be, and was, the truth. */
  exact = 0;
  /** Patches at which news was told, and when there was none but it was time. */
  news = 0;
  reminders = 0;

  /** Before each tick, with its commands. */
  expect(world: World, commands: readonly Command[]): void {
    this.#phase = world.phase;
    this.#orders.clear();
    this.#late.clear();
    for (const command of commands) {
      // Its controls were let go, whatever came after.
      if (command.type === "drop") this.#late.add(command.seat);
      if (command.type !== "controls") continue;
      this.#orders.set(command.seat, { bits: allowedControls(world, command.bits), aim: command.aim });
      const isLate = (command.bits & CONTROL.late) !== 0 && !isHeld(world, command);
      if (isLate || mayMispredictPhase({ ...world, tick: world.tick + 1 }, command.bits)) this.#late.add(command.seat);
    }
  }

  /** After each tick, with the rails of that tick. */
  watch(world: World, rails: Rails): void {
    const { players, ships, config } = world;
    for (let seat = 0; seat < config.seats; seat++) {
      const slot = players.ship[seat] - 1;
      if (slot < 0) {
        this.#ships.delete(seat);
        continue;
      }
      readHelm(ships, slot, ships.hull[slot], this.#now);
      const known = this.#ships.get(seat);
      if (known?.id === ships.id[slot]) this.#fly(world, slot, known, rails);
      const ship = this.#told(world, slot);
      if (ship === null) continue;
      this.shipTicks++;
      if (!ship.touched) {
        this.exact++;
        if (!same(ship.predicted, this.#now)) this.#fault(world, seat, "is not as predicted");
      }
      Object.assign(ship.before, this.#now);
    }
  }

  /** Flies both the prediction and the truth of the tick before under the same controls: the latter shows what else happened. */
  #fly(world: World, slot: number, ship: OwnShip, rails: Rails): void {
    const order = this.#orders.get(world.ships.seat[slot]);
    Object.assign(this.#flown, ship.before);
    if (order !== undefined) {
      Object.assign(this.#flown, order);
      if (this.#late.has(world.ships.seat[slot])) ship.touched = true;
      else Object.assign(ship.predicted, order);
    }
    stepHelm(this.#flown, world.config.map, rails);
    stepHelm(ship.predicted, world.config.map, rails);
    if (!same(this.#flown, this.#now)) ship.touched = true;
  }

  #told({ ships, tick, phase }: World, slot: number): OwnShip | null {
    const [seat, id] = [ships.seat[slot], ships.id[slot]];
    const known = this.#ships.get(seat);
    const old = known?.id === id ? known : null;
    if (ships.ownAt[slot] !== tick) {
      if (old !== null && tick % PATCH_EVERY_TICKS === 0) this.#checkQuiet(seat, tick, old);
      return old;
    }
    if (tick % PATCH_EVERY_TICKS !== 0) this.faults.push(`tick ${tick}: seat ${seat} is told between patches`);
    this.records++;
    if (old !== null && !old.touched && phase === this.#phase) {
      this.reminders++;
      if (tick - old.toldAt < OWN_REFRESH_TICKS) this.faults.push(`tick ${tick}: seat ${seat} is told what it knows`);
    } else this.news++;
    const ship = old ?? { id, predicted: newHelm(), before: newHelm(), touched: false, toldAt: 0 };
    Object.assign(ship.predicted, this.#now);
    Object.assign(ship.before, this.#now);
    ship.touched = false;
    ship.toldAt = tick;
    this.#ships.set(seat, ship);
    return ship;
  }

  #checkQuiet(seat: number, tick: number, ship: OwnShip): void {
    if (ship.touched) this.faults.push(`tick ${tick}: seat ${seat} is not told what happened to it`);
    if (tick - ship.toldAt >= OWN_REFRESH_TICKS) this.faults.push(`tick ${tick}: seat ${seat} is not reminded`);
  }

  #fault(world: World, seat: number, what: string): void {
    this.faults.push(`tick ${world.tick}: the ship of seat ${seat} ${what}`);
  }
}

/** Whether these are the controls that the server has flown meanwhile. */
function isHeld({ players }: World, { seat, bits, aim }: Command & { type: "controls" }): boolean {
  return players.bits[seat] === (bits & ~CONTROL.late) && players.aim[seat] === aim;
}

function same(a: Helm, b: Helm): boolean {
  return HELM_FIELDS.every((field) => a[field] === b[field]);
}
