import { type LoadCounts, Sizes } from "./counts.ts";
import type { Dialect, Speaker } from "./dialect.ts";
import { Hands } from "./schedule.ts";
import { RawSocket } from "./socket.ts";

export interface CrowdOptions {
  readonly host: string;
  readonly port: number;
  readonly players: number;
  /** Number of the first player, which seeds the hands. */
  readonly first: number;
  /** Joins a second. */
  readonly rampPerS: number;
  /** Hands are told this often whether they changed or not; 0: on change only. */
  readonly inputHz: number;
}

const TIMER_MS = 8;
/** Joins under way at once. */
const JOINING_MOST = 32;
const JOIN_TIMEOUT_MS = 20_000;

interface Player {
  readonly hands: Hands;
  readonly socket: RawSocket;
  readonly speaker: Speaker;
  /** When its hands began. */
  readonly bornMs: number;
  repeatMs: number;
}

/** Many players of one process; none decodes what it hears. */
export class Crowd {
  readonly #options: CrowdOptions;
  readonly #dialect: Dialect;
  readonly #players: Player[] = [];
  readonly #sizes = new Sizes();
  #joined = 0;
  #lost = 0;
  #lostWhy = "";
  #framesIn = 0;
  #payloadIn = 0;
  #headersIn = 0;
  readonly #bytesByKind: Record<string, number> = {};
  #timer: Timer | null = null;
  #ranMs = performance.now();
  #lateMs = 0;
  #closing = false;

  constructor(dialect: Dialect, options: CrowdOptions) {
    this.#dialect = dialect;
    this.#options = options;
  }

  /** Lets everyone in; rejects with the first refusal. */
  async join(): Promise<void> {
    const { players, rampPerS, first } = this.#options;
    this.#timer = setInterval(() => this.#run(), TIMER_MS);
    const startMs = performance.now();
    const pending = new Set<Promise<void>>();
    for (let i = 0; i < players; i++) {
      const waitMs = startMs + (i * 1000) / rampPerS - performance.now();
      if (waitMs > 1) await Bun.sleep(waitMs);
      if (pending.size >= JOINING_MOST) await Promise.race(pending);
      const joining: Promise<void> = this.#add(first + i).finally(() => pending.delete(joining));
      pending.add(joining);
      // The first makes the room that the others look for.
      if (i === 0) await joining;
    }
    await Promise.all(pending);
  }

  async #add(player: number): Promise<void> {
    const path = await this.#dialect.seat(player);
    const { host, port } = this.#options;
    const inside = Promise.withResolvers<void>();
    const late = setTimeout(() => inside.reject(new Error(`player ${player} is not in yet`)), JOIN_TIMEOUT_MS);
    let speaker: Speaker | null = null;
    let early: { opcode: number; payload: Buffer }[] = [];
    const heard = (opcode: number, payload: Buffer) => {
      if (speaker?.heard(opcode, payload) !== true) return;
      this.#joined++;
      inside.resolve();
    };
    const socket = await RawSocket.connect(host, port, path, {
      open() {},
      message: (opcode, payload, headerBytes) => {
        this.#framesIn++;
        this.#payloadIn += payload.length;
        this.#headersIn += headerBytes;
        this.#sizes.add(payload.length);
        const kind = this.#dialect.kind?.(payload);
        if (kind !== undefined) this.#bytesByKind[kind] = (this.#bytesByKind[kind] ?? 0) + payload.length + headerBytes;
        if (speaker === null) early.push({ opcode, payload: Buffer.from(payload) });
        else heard(opcode, payload);
      },
      closed: (reason) => {
        if (this.#closing) return;
        this.#lost++;
        this.#lostWhy ||= reason;
        inside.reject(new Error(`player ${player} was sent away: ${reason}`));
      },
    });
    speaker = this.#dialect.speaker(player, path, (opcode, payload) => socket.send(opcode, payload));
    for (const { opcode, payload } of early) heard(opcode, payload);
    early = [];
    await inside.promise;
    clearTimeout(late);
    const bornMs = performance.now();
    const repeatMs = bornMs + Math.random() * 33;
    this.#players.push({ hands: new Hands(player + 1), socket, speaker, bornMs, repeatMs });
  }

  #run(): void {
    const nowMs = performance.now();
    this.#lateMs = Math.max(this.#lateMs, nowMs - this.#ranMs - TIMER_MS);
    this.#ranMs = nowMs;
    const everyMs = this.#options.inputHz > 0 ? 1000 / this.#options.inputHz : Number.POSITIVE_INFINITY;
    for (const player of this.#players) {
      const changed = player.hands.update(nowMs - player.bornMs);
      if (changed && everyMs === Number.POSITIVE_INFINITY) player.speaker.controls(player.hands.held);
      else if (nowMs - player.repeatMs >= everyMs) {
        player.repeatMs += everyMs;
        player.speaker.controls(player.hands.held);
      }
      player.speaker.idle?.(nowMs);
    }
  }

  counts(): LoadCounts {
    let [framesOut, bytesOut] = [0, 0];
    for (const { socket } of this.#players) {
      framesOut += socket.framesOut;
      bytesOut += socket.bytesOut;
    }
    const { user, system } = process.cpuUsage();
    const lateMs = this.#lateMs;
    this.#lateMs = 0;
    return {
      joined: this.#joined,
      lost: this.#lost,
      lostWhy: this.#lostWhy,
      framesIn: this.#framesIn,
      payloadIn: this.#payloadIn,
      bytesIn: this.#payloadIn + this.#headersIn,
      bytesByKind: this.#bytesByKind,
      framesOut,
      bytesOut,
      sizes: this.#sizes.take(),
      cpuS: (user + system) / 1e6,
      lateMs,
      atMs: performance.now(),
    };
  }

  close(): void {
    this.#closing = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const { socket } of this.#players) socket.close();
  }
}
