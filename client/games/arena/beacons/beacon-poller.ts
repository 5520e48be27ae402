import type { BeaconView } from "../model/frame.ts";
import { type BeaconMessage, readBeacons } from "./beacon-message.ts";

/** The server's answer to a request for its list. */
export type BeaconListAnswer =
  | { readonly type: "list"; readonly list: unknown; readonly tag: string | null }
  | { readonly type: "same" }
  /** `absent`: this server does not have beacons. */
  | { readonly type: "refused"; readonly absent: boolean };

export interface BeaconPort {
  /** Rejects without an answer, and when aborted. @param tag of the last list; null: none yet */
  fetchList(tag: string | null, signal: AbortSignal): Promise<BeaconListAnswer>;
  /** 0 to 1; jitter that keeps many pages from asking at once. */
  random(): number;
}

/** How often to fetch the list, ms: while it has beacons, and while it is empty. */
const EVERY_MS = 3_000;
const EMPTY_EVERY_MS = 6_000;
/** Timeout of a request, ms. */
const TIMEOUT_MS = 10_000;
/** Wait after a failure, ms; doubles with each further one, up to the maximum. */
const RETRY_MS = 5_000;
const MAX_RETRY_MS = 300_000;
/** Share by which each wait is randomly shorter or longer. */
const JITTER = 0.2;
/** Longest time a beacon is shown without a new report, whatever the server says, ms. */
const MAX_SHOWN_MS = 600_000;

const NONE: readonly BeaconView[] = [];

interface KnownBeacon {
  readonly seq: number;
  readonly fadesMs: number;
  readonly view: BeaconView;
}

/**
 * The beacons on the map, as far as this page knows. It has no timer: it asks the server when a frame is drawn, so a
 * hidden page asks for nothing. It polls the whole list instead of reading the feed: one socket per page would use up
 * those of players and feed readers.
 */
export class BeaconPoller {
  readonly #port: BeaconPort;
  #known: ReadonlyMap<string, KnownBeacon> = new Map();
  #shown = NONE;
  #tag: string | null = null;
  #asking: AbortController | null = null;
  #failures = 0;
  #nowMs = 0;
  #askAtMs = 0;
  #timeoutAtMs = 0;
  #fadeAtMs = Number.POSITIVE_INFINITY;

  constructor(port: BeaconPort) {
    this.#port = port;
  }

  /**
   * The beacons shown now, by name; the same array until one changes.
   *
   * @param nowMs a monotonic clock
   * @param wanted whether to show beacons: otherwise there are none, and no request is made
   */
  visibleAt(nowMs: number, wanted: boolean): readonly BeaconView[] {
    this.#nowMs = nowMs;
    if (!wanted) {
      if (this.#asking !== null || this.#known.size > 0) this.#forget();
      return NONE;
    }
    if (this.#asking === null && nowMs >= this.#askAtMs) void this.#ask();
    else if (nowMs >= this.#timeoutAtMs) this.#asking?.abort();
    if (nowMs >= this.#fadeAtMs) this.#show();
    return this.#shown;
  }

  /** Drops all beacons, but keeps the wait after a failure. */
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
    this.#timeoutAtMs = this.#nowMs + TIMEOUT_MS;
    const answer = await this.#port.fetchList(this.#tag, asking.signal).catch(() => null);
    if (this.#asking !== asking) return;
    this.#asking = null;
    const valid = answer?.type === "same" || (answer?.type === "list" && this.#accept(answer.list, answer.tag));
    this.#failures = valid ? 0 : this.#failures + 1;
    const waitMs = answer?.type === "refused" && answer.absent ? MAX_RETRY_MS : this.#waitMs();
    this.#askAtMs = this.#nowMs + waitMs * (1 + JITTER * (2 * this.#port.random() - 1));
  }

  #waitMs(): number {
    if (this.#failures > 0) return Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** (this.#failures - 1));
    return this.#known.size === 0 ? EMPTY_EVERY_MS : EVERY_MS;
  }

  #accept(list: unknown, tag: string | null): boolean {
    const reports = readBeacons(list);
    if (reports === null) return false;
    const known = new Map<string, KnownBeacon>();
    for (const beacon of reports) {
      const before = this.#known.get(beacon.name);
      known.set(beacon.name, before?.seq === beacon.seq ? before : this.#toKnown(beacon));
    }
    this.#known = known;
    this.#tag = tag;
    this.#show();
    return true;
  }

  /** Both times are by the server's clock, so that this page's clock may be off by hours. */
  #toKnown({ seq, name, x, y, label, values, at, fadesAt }: BeaconMessage): KnownBeacon {
    const receivedMs = this.#nowMs;
    const remainingMs = Math.max(0, Math.min(MAX_SHOWN_MS, fadesAt - at));
    const readings = Object.entries(values).map(([what, value]) => ({ what, value: formatReading(value) }));
    return { seq, fadesMs: receivedMs + remainingMs, view: { name, label, x, y, readings, receivedMs } };
  }

  #show(): void {
    const visible = [...this.#known.values()].filter(({ fadesMs }) => fadesMs > this.#nowMs);
    this.#fadeAtMs = Math.min(Number.POSITIVE_INFINITY, ...visible.map(({ fadesMs }) => fadesMs));
    this.#shown = visible.length === 0 ? NONE : visible.map(({ view }) => view);
  }
}

const DIGITS = 6;

/** A reading of at most a dozen characters. */
function formatReading(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
