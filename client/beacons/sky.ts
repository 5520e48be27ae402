import type { BeaconView } from "../arena/frame.ts";
import { readBeacons, type ToldBeacon } from "./read.ts";

/** What the server said when it was asked for its list. */
export type Answer =
  | { readonly type: "list"; readonly list: unknown; readonly tag: string | null }
  | { readonly type: "same" }
  /** `absent`: it has no beacons at all. */
  | { readonly type: "refused"; readonly absent: boolean };

export interface SkyPort {
  /** @param tag of the list that is known; null: none is. Rejects where there is no answer, and where it is given up */
  ask(tag: string | null, signal: AbortSignal): Promise<Answer>;
  /** 0 to 1, to keep many pages from asking at once. */
  random(): number;
}

/** How often the list is asked for, where it has any and where it is empty, ms. */
const EVERY_MS = 3_000;
const EMPTY_EVERY_MS = 6_000;
/** An answer that takes longer is none, ms. */
const GIVE_UP_MS = 10_000;
/** After a failure; doubled with each one more, up to the most. */
const RETRY_MS = 5_000;
const RETRY_MOST_MS = 300_000;
/** By how much of it each wait is shorter or longer. */
const SPREAD = 0.2;
/** No beacon shines longer than this without a word, whatever was told, ms. */
const SHINE_MOST_MS = 600_000;

const NONE: readonly BeaconView[] = [];

interface Shining {
  readonly seq: number;
  readonly fadesMs: number;
  readonly view: BeaconView;
}

/**
 * The beacons on the map, as far as this page knows. It has no timer, but asks the server when a frame is drawn: a page
 * that is not seen asks for nothing. It asks for the whole list instead of reading the feed, as a socket of every page
 * would be one that no player or reader of the feed has.
 */
export class BeaconSky {
  readonly #port: SkyPort;
  #known: ReadonlyMap<string, Shining> = new Map();
  #shown = NONE;
  #tag: string | null = null;
  #asking: AbortController | null = null;
  #failures = 0;
  #nowMs = 0;
  #askAtMs = 0;
  #giveUpAtMs = 0;
  #fadeAtMs = Number.POSITIVE_INFINITY;

  constructor(port: SkyPort) {
    this.#port = port;
  }

  /**
   * Those that shine now, by name; the same list until one changes.
   *
   * @param nowMs a monotonic clock
   * @param wanted whether they are to be seen: otherwise there are none, and nobody is asked
   */
  at(nowMs: number, wanted: boolean): readonly BeaconView[] {
    this.#nowMs = nowMs;
    if (!wanted) {
      if (this.#asking !== null || this.#known.size > 0) this.#forget();
      return NONE;
    }
    if (this.#asking === null && nowMs >= this.#askAtMs) void this.#ask();
    else if (nowMs >= this.#giveUpAtMs) this.#asking?.abort();
    if (nowMs >= this.#fadeAtMs) this.#show();
    return this.#shown;
  }

  /** A server that refuses is not asked sooner for it. */
  #forget(): void {
    this.#asking?.abort();
    this.#asking = null;
    this.#known = new Map();
    this.#tag = null;
    if (this.#failures === 0) this.#askAtMs = 0;
    this.#show();
  }

  async #ask(): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    this.#giveUpAtMs = this.#nowMs + GIVE_UP_MS;
    const answer = await this.#port.ask(this.#tag, asking.signal).catch(() => null);
    if (this.#asking !== asking) return;
    this.#asking = null;
    const isSound = answer?.type === "same" || (answer?.type === "list" && this.#take(answer.list, answer.tag));
    this.#failures = isSound ? 0 : this.#failures + 1;
    const waitMs = answer?.type === "refused" && answer.absent ? RETRY_MOST_MS : this.#waitMs();
    this.#askAtMs = this.#nowMs + waitMs * (1 + SPREAD * (2 * this.#port.random() - 1));
  }

  #waitMs(): number {
    if (this.#failures > 0) return Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** (this.#failures - 1));
    return this.#known.size === 0 ? EMPTY_EVERY_MS : EVERY_MS;
  }

  #take(list: unknown, tag: string | null): boolean {
    const told = readBeacons(list);
    if (told === null) return false;
    const known = new Map<string, Shining>();
    for (const beacon of told) {
      const before = this.#known.get(beacon.name);
      known.set(beacon.name, before?.seq === beacon.seq ? before : this.#shining(beacon));
    }
    this.#known = known;
    this.#tag = tag;
    this.#show();
    return true;
  }

  /** How long it shines is told by the server's clock alone: this page's may be off by hours. */
  #shining({ seq, name, x, y, label, values, at, fadesAt }: ToldBeacon): Shining {
    const heardMs = this.#nowMs;
    const shinesMs = Math.max(0, Math.min(SHINE_MOST_MS, fadesAt - at));
    const readings = Object.entries(values).map(([what, value]) => ({ what, value: figure(value) }));
    return { seq, fadesMs: heardMs + shinesMs, view: { name, label, x, y, readings, heardMs } };
  }

  #show(): void {
    const shining = [...this.#known.values()].filter(({ fadesMs }) => fadesMs > this.#nowMs);
    this.#fadeAtMs = Math.min(Number.POSITIVE_INFINITY, ...shining.map(({ fadesMs }) => fadesMs));
    this.#shown = shining.length === 0 ? NONE : shining.map(({ view }) => view);
  }
}

const DIGITS = 6;

/** A reading of at most a dozen characters. */
function figure(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
