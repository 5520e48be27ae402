import type { Budgets } from "../../budgets/index.ts";
import type { Clock } from "../../clock.ts";
import type { RowReader } from "../../ops/readable-rows.ts";
import type { BeaconOwner } from "./beacon-tokens.ts";
import type { FeedHub } from "./hub.ts";
import type { BeaconPost, ServerMessages } from "./messages.ts";
import { FeedRefused } from "./refused.ts";

/** A beacon fades when it publishes nothing for this long, s. */
export const BEACON_FADE_S = 60;
const SWEEP_MS = 1_000;
/** Rates of beacons are counted by name only. */
const NO_SENDER = { address: "", identity: null, load: true } as const;

export interface BeaconsOptions {
  readonly hub: Pick<FeedHub, "publish" | "newest">;
  readonly clock: Clock;
  /** ms since 1970 */
  readonly atMs: () => number;
  readonly budgets: Budgets;
  readonly report: (error: unknown) => void;
  readonly readRows: RowReader;
}

/** The encoded list; a different list has a different tag. */
export interface BeaconPage {
  /** JSON */
  readonly text: string;
  /** The HTTP entity tag, with quotes. */
  readonly tag: string;
}

/** The beacons: the newest message of each device or service, until it fades. */
export class Beacons {
  readonly #options: BeaconsOptions;
  /** Time at which each fades, ms since 1970, by name. */
  readonly #fadesAtMs = new Map<string, number>();
  #page: BeaconPage | null = null;
  #stopSweep: () => void;

  constructor(options: BeaconsOptions) {
    this.#options = options;
    for (const { name, fadesAt } of this.#shining()) this.#fadesAtMs.set(name, fadesAt);
    this.#stopSweep = options.clock.setTimer(SWEEP_MS, () => this.#sweep());
  }

  /** Number of beacons. */
  get count(): number {
    return this.#fadesAtMs.size;
  }

  list(): readonly ServerMessages["beacon"][] {
    return this.#shining().filter(({ name }) => this.#fadesAtMs.has(name));
  }

  /** The encoded {@link Beacons.list}, cached. */
  page(): BeaconPage {
    if (this.#page === null) {
      const text = JSON.stringify(this.list());
      this.#page = { text, tag: `"${Bun.hash(text).toString(36)}"` };
    }
    return this.#page;
  }

  /** Publishes a beacon. Resolves with the time at which it fades, ms since 1970. Rejects with {@link FeedRefused}. */
  async publish({ name, within }: BeaconOwner, post: BeaconPost): Promise<number> {
    if (within !== null && Math.hypot(post.x - within.x, post.y - within.y) > within.radius)
      throw new FeedRefused(
        "outsidePlace",
        `x, y: ${post.x}, ${post.y} is further than ${within.radius} px from ${within.x}, ${within.y}`,
      );
    const { budgets } = this.#options;
    const refusal = budgets.consume("beacons", { ...NO_SENDER, subject: name });
    if (refusal?.by === "subject")
      throw new FeedRefused(
        "tooFast",
        `${name} may publish ${budgets.table.rates.beacons.subject?.perSecond} a second`,
      );
    if (refusal !== null) throw new FeedRefused("tooFast", "all beacons together publish too much: wait");
    const fadesAt = this.#options.atMs() + BEACON_FADE_S * 1_000;
    const before = this.#fadesAtMs.get(name);
    // Set it at once, so that the beacon does not fade while the message is stored.
    this.#fadesAtMs.set(name, fadesAt);
    try {
      await this.#options.hub.publish([
        { topic: "beacons", key: name, body: { type: "beacon", name, ...post, fadesAt } },
      ]);
    } catch (error) {
      if (before === undefined) this.#fadesAtMs.delete(name);
      else this.#fadesAtMs.set(name, before);
      throw error;
    }
    this.#page = null;
    return fadesAt;
  }

  close(): void {
    this.#stopSweep();
  }

  #shining(): readonly ServerMessages["beacon"][] {
    const { hub, readRows } = this.#options;
    const newest = hub.newest("beacons");
    const messages = readRows.rows(
      "beacons",
      newest,
      ({ text }) => JSON.parse(text) as ServerMessages["beacon" | "faded"],
    );
    return messages.filter((message): message is ServerMessages["beacon"] => message.type === "beacon");
  }

  #sweep(): void {
    const nowMs = this.#options.atMs();
    const faded = [...this.#fadesAtMs].filter(([, fadesAt]) => fadesAt <= nowMs).map(([name]) => name);
    for (const name of faded) this.#fadesAtMs.delete(name);
    const drafts = faded.map((name) => ({ topic: "beacons", key: name, body: { type: "faded", name } }) as const);
    if (drafts.length > 0) {
      this.#page = null;
      this.#options.hub.publish(drafts).catch(this.#options.report);
    }
    this.#stopSweep = this.#options.clock.setTimer(SWEEP_MS, () => this.#sweep());
  }
}
