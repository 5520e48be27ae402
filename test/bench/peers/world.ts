/**
 * The world in which every peer plays: ships that thrust and turn, and bolts. The same numbers as the arena's Sparrow, in
 * px and radians per second, as a hand-written server would keep them.
 */

export const STEP_HZ = 30;
export const SNAPSHOT_HZ = 20;
export const NEAREST = 30;
/** Whom a player sees is decided anew this often, in snapshots: 5 times a second. */
export const LOOK_EVERY = 4;
/** Controls, as the benchmark's players send them. */
export const HELD = { thrust: 1, left: 2, right: 4, fire: 8 } as const;

const THRUST = 417;
const TOP_SPEED = 394;
const TURN = 3.57;
const BOLT_SPEED = 751;
const BOLT_LIFE_S = 80 / 60;
const RELOAD_S = 9 / 60;
const CELL_PX = 700;

export interface Bolt {
  readonly id: number;
  readonly owner: number;
  x: number;
  y: number;
  readonly vx: number;
  readonly vy: number;
  readonly heading: number;
  leftS: number;
}

export class World {
  readonly players: number;
  readonly radiusPx: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly vx: Float64Array;
  readonly vy: Float64Array;
  readonly heading: Float64Array;
  readonly held: Uint8Array;
  readonly #reload: Float64Array;
  /** In flight, oldest first. */
  readonly bolts: Bolt[] = [];
  /** Fired and gone since they were last taken. */
  born: Bolt[] = [];
  gone: Bolt[] = [];
  tick = 0;
  #nextBolt = 1;
  readonly #cells: number;
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  readonly #near: Int32Array;
  readonly #awayPx2: Float64Array;

  constructor(players: number, radiusPx: number) {
    this.players = players;
    this.radiusPx = radiusPx;
    const column = () => new Float64Array(players);
    [this.x, this.y, this.vx, this.vy, this.heading] = [column(), column(), column(), column(), column()];
    this.held = new Uint8Array(players);
    this.#reload = column();
    this.#cells = Math.ceil((2 * radiusPx + 4_000) / CELL_PX);
    this.#first = new Int32Array(this.#cells * this.#cells);
    this.#next = new Int32Array(players);
    this.#near = new Int32Array(players);
    this.#awayPx2 = new Float64Array(players);
    for (let i = 0; i < players; i++) {
      // A sunflower: evenly over the disc.
      const away = radiusPx * Math.sqrt((i + 0.5) / players);
      this.x[i] = away * Math.cos(i * 2.399963);
      this.y[i] = away * Math.sin(i * 2.399963);
      this.heading[i] = (i * 1.7) % (2 * Math.PI);
    }
  }

  step(): void {
    const dt = 1 / STEP_HZ;
    this.tick++;
    for (let i = 0; i < this.players; i++) this.#move(i, dt);
    for (const bolt of this.bolts) {
      bolt.x += bolt.vx * dt;
      bolt.y += bolt.vy * dt;
      bolt.leftS -= dt;
    }
    while (this.bolts.length > 0 && this.bolts[0]!.leftS <= 0) this.gone.push(this.bolts.shift()!);
  }

  #move(i: number, dt: number): void {
    const held = this.held[i]!;
    if (held & HELD.left) this.heading[i]! -= TURN * dt;
    if (held & HELD.right) this.heading[i]! += TURN * dt;
    let [vx, vy] = [this.vx[i]!, this.vy[i]!];
    if (held & HELD.thrust) {
      vx += Math.cos(this.heading[i]!) * THRUST * dt;
      vy += Math.sin(this.heading[i]!) * THRUST * dt;
      const speed = Math.hypot(vx, vy);
      if (speed > TOP_SPEED) {
        vx *= TOP_SPEED / speed;
        vy *= TOP_SPEED / speed;
      }
    }
    const away = Math.hypot(this.x[i]!, this.y[i]!);
    if (away > this.radiusPx) {
      const pull = Math.min(1_300, (away - this.radiusPx) * 3.3) * dt;
      vx -= (this.x[i]! / away) * pull;
      vy -= (this.y[i]! / away) * pull;
    }
    this.vx[i] = vx;
    this.vy[i] = vy;
    this.x[i]! += vx * dt;
    this.y[i]! += vy * dt;
    this.#reload[i]! -= dt;
    if (held & HELD.fire && this.#reload[i]! <= 0) this.#fire(i);
  }

  #fire(i: number): void {
    this.#reload[i] = RELOAD_S;
    const heading = this.heading[i]!;
    const bolt: Bolt = {
      id: this.#nextBolt++,
      owner: i,
      x: this.x[i]!,
      y: this.y[i]!,
      vx: this.vx[i]! + Math.cos(heading) * BOLT_SPEED,
      vy: this.vy[i]! + Math.sin(heading) * BOLT_SPEED,
      heading,
      leftS: BOLT_LIFE_S,
    };
    this.bolts.push(bolt);
    this.born.push(bolt);
  }

  /** Puts everyone into the grid that {@link nearest} reads. */
  index(): void {
    this.#first.fill(-1);
    for (let i = 0; i < this.players; i++) {
      const cell = this.#cellOf(this.y[i]!) * this.#cells + this.#cellOf(this.x[i]!);
      this.#next[i] = this.#first[cell]!;
      this.#first[cell] = i;
    }
  }

  #cellOf(at: number): number {
    return Math.max(0, Math.min(this.#cells - 1, Math.floor(at / CELL_PX + this.#cells / 2)));
  }

  /** Writes the nearest ships, itself among them, to `out`; how many. */
  nearest(i: number, out: Int32Array): number {
    const most = Math.min(NEAREST + 1, this.players);
    const [near, away] = [this.#near, this.#awayPx2];
    const [column, row] = [this.#cellOf(this.x[i]!), this.#cellOf(this.y[i]!)];
    let count = 0;
    for (let reach = 2; ; reach++) {
      count = 0;
      for (let r = Math.max(0, row - reach); r <= Math.min(this.#cells - 1, row + reach); r++)
        for (let c = Math.max(0, column - reach); c <= Math.min(this.#cells - 1, column + reach); c++)
          for (let j = this.#first[r * this.#cells + c]!; j >= 0; j = this.#next[j]!) {
            const [dx, dy] = [this.x[j]! - this.x[i]!, this.y[j]! - this.y[i]!];
            near[count] = j;
            away[count++] = dx * dx + dy * dy;
          }
      if (count >= most || reach > this.#cells) break;
    }
    select(near, away, count, most);
    const found = Math.min(most, count);
    for (let k = 0; k < found; k++) out[k] = near[k]!;
    return found;
  }

  takeBorn(): Bolt[] {
    const { born } = this;
    this.born = [];
    return born;
  }

  takeGone(): Bolt[] {
    const { gone } = this;
    this.gone = [];
    return gone;
  }
}

/** Brings the `most` least of `keys` to the front (quickselect), rows with them. */
function select(rows: Int32Array, keys: Float64Array, count: number, most: number): void {
  let [low, high] = [0, count - 1];
  while (low < high) {
    const pivot = keys[(low + high) >> 1]!;
    let [a, b] = [low, high];
    while (a <= b) {
      while (keys[a]! < pivot) a++;
      while (keys[b]! > pivot) b--;
      if (a > b) break;
      [keys[a], keys[b]] = [keys[b]!, keys[a]!];
      [rows[a], rows[b]] = [rows[b]!, rows[a]!];
      a++;
      b--;
    }
    if (most - 1 <= b) high = b;
    else if (most - 1 >= a) low = a;
    else return;
  }
}
