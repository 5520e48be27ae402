import type { Tick } from "../../shared/machine.ts";
import type { Pong, Welcome } from "../../shared/wire/messages.ts";
import type { Link } from "./link.ts";
import { RateMeter, Samples } from "./samples.ts";
import { TickClock } from "./tick-clock.ts";

/** Number of frequent pings at the start, to set the clock. */
const QUICK_PINGS = 10;
const QUICK_PING_MS = 90;
const PING_MS = 500;
/** In a steady state, each ping costs the server a frame. */
const STEADY_PING_MS = 1_000;
const PINGS_KEPT = 64;

interface SentPing {
  nonce: number;
  sentMs: number;
  leadTicks: number;
}

/** The timing of one seat: pings, the clock they set, and the rates of the net graph. Knows no game. */
export class Session<State> {
  readonly link: Link<State>;
  readonly rtts: Samples = new Samples(256);
  clock: TickClock = new TickClock(60);
  tickHz = 60;
  patches = 0;
  commands = 0;
  late = 0;
  readonly #pings: SentPing[] = [];
  #pinged = 0;
  #pingedMs = Number.NEGATIVE_INFINITY;
  #leadBefore = Number.NaN;
  /** Tick of the newest patch. */
  patchTick: Tick = 0;
  #patchedMs = Number.NaN;
  readonly #meters = {
    in: new RateMeter(),
    out: new RateMeter(),
    patches: new RateMeter(),
    commands: new RateMeter(),
    late: new RateMeter(),
  };

  constructor(link: Link<State>) {
    this.link = link;
    for (let i = 0; i < PINGS_KEPT; i++) this.#pings.push({ nonce: -1, sentMs: 0, leadTicks: 0 });
  }

  get bytesInPerS(): number {
    return this.#meters.in.perSecond;
  }
  get bytesOutPerS(): number {
    return this.#meters.out.perSecond;
  }
  get patchHz(): number {
    return this.#meters.patches.perSecond;
  }
  get commandHz(): number {
    return this.#meters.commands.perSecond;
  }
  get lateHz(): number {
    return this.#meters.late.perSecond;
  }

  /** Time since the newest patch; 0: none yet. */
  silentMs(nowMs: number): number {
    return Number.isNaN(this.#patchedMs) ? 0 : nowMs - this.#patchedMs;
  }

  welcome(welcome: Welcome, nowMs: number): void {
    if (welcome.tickHz !== this.tickHz) {
      this.tickHz = welcome.tickHz;
      this.clock = new TickClock(welcome.tickHz);
    }
    this.clock.restart(welcome.tick, nowMs);
    for (const ping of this.#pings) ping.nonce = -1;
    this.#pinged = 0;
    this.#leadBefore = Number.NaN;
    this.#pingedMs = Number.NEGATIVE_INFINITY;
    this.update(nowMs);
  }

  patch(tick: Tick, nowMs: number): void {
    this.patches++;
    this.patchTick = tick;
    this.#patchedMs = nowMs;
    this.clock.patch(tick, nowMs);
  }

  pong(pong: Pong, nowMs: number): void {
    const ping = this.#pings[pong.nonce % PINGS_KEPT];
    if (ping.nonce !== pong.nonce) return;
    ping.nonce = -1;
    this.late += pong.late;
    const heldMs = pong.heldUs / 1000;
    this.rtts.add(Math.max(0, nowMs - ping.sentMs - heldMs), nowMs);
    this.clock.roundTrip({
      sentMs: ping.sentMs,
      receivedMs: nowMs,
      serverTick: pong.tick + (pong.intoTickUs * this.tickHz) / 1e6,
      heldMs,
      // Commands sent before the clock was set say nothing about it.
      marginTicks: Number.isNaN(ping.leadTicks) ? null : pong.marginTicks,
      leadAtPingTicks: ping.leadTicks,
    });
  }

  command(targetTick: Tick, body: Uint8Array): void {
    this.commands++;
    this.link.sendCommand(targetTick, body);
  }

  get #pingEveryMs(): number {
    if (this.#pinged < QUICK_PINGS) return QUICK_PING_MS;
    return this.clock.steady ? STEADY_PING_MS : PING_MS;
  }

  /** Sends a ping if one is due. Call it every frame. */
  update(nowMs: number): void {
    const { link } = this;
    this.#meters.in.update(link.bytesIn, nowMs);
    this.#meters.out.update(link.bytesOut, nowMs);
    this.#meters.patches.update(this.patches, nowMs);
    this.#meters.commands.update(this.commands, nowMs);
    this.#meters.late.update(this.late, nowMs);
    if (link.status !== "live" || nowMs - this.#pingedMs < this.#pingEveryMs) return;
    const nonce = this.#pinged++;
    this.#pingedMs = nowMs;
    const ping = this.#pings[nonce % PINGS_KEPT];
    ping.nonce = nonce;
    ping.sentMs = nowMs;
    // The pong reports on commands sent since the previous ping.
    ping.leadTicks = this.#leadBefore;
    this.#leadBefore = this.clock.synchronised ? this.clock.lead : Number.NaN;
    link.sendPing(nonce);
  }
}
