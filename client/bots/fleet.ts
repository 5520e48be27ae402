import type { TokenStore } from "../net/link.ts";
import type { BotRunOptions } from "./args.ts";
import type { Bot, BotModel, GameBots } from "./bot.ts";

/** How often each bot runs a frame, ms; its controls still name the right tick. */
const FRAME_MS = 50;
const TIMER_MS = 10;
/** How many bots compare digests: each comparison walks the whole state. */
const MAX_VERIFIED = 100;
/** How often those with other rules than the server's try to come back in a row. */
const MOST_RETURNS = 5;

/** All bots of one run, driven by one timer. */
export class Fleet<Model extends BotModel = BotModel> {
  readonly bots: Bot<Model>[] = [];
  readonly #options: BotRunOptions;
  #game: GameBots<Model>;
  readonly #tag: string;
  /** null: not any more, or it runs. */
  #reload: (() => Promise<GameBots<Model>>) | null;
  readonly #timer: ReturnType<typeof setInterval>;
  #cursor = 0;
  #dueFrames = 0;
  #lastRunMs = performance.now();

  /**
   * @param tag distinguishes the bots' names from those of another run: up to 6 characters
   * @param reload loads the game anew when the server has other rules; bots then return to their seats, and what they
   *   counted before is forgotten. Default: their seats have ended
   */
  constructor(
    options: BotRunOptions,
    game: GameBots<Model>,
    tag: string,
    reload: (() => Promise<GameBots<Model>>) | null = null,
  ) {
    this.#options = options;
    this.#game = game;
    this.#tag = tag;
    this.#reload = reload;
    this.#timer = setInterval(() => this.#run(), TIMER_MS);
  }

  get joined(): number {
    return this.bots.filter((bot) => bot.joined).length;
  }
  get failed(): number {
    let failed = 0;
    for (const count of this.failures.values()) failed += count;
    return failed;
  }

  /** Failed joins by reason. */
  get failures(): ReadonlyMap<string, number> {
    return this.#closed(({ joined }) => !joined);
  }
  /** Seats that ended before {@link stop}, by reason. */
  get ends(): ReadonlyMap<string, number> {
    return this.#closed(({ joined }) => joined);
  }

  #closed(isMeant: (bot: Bot<Model>) => boolean): ReadonlyMap<string, number> {
    const reasons = new Map<string, number>();
    for (const bot of this.bots) {
      const { status, reason } = bot.connection;
      if (status === "closed" && isMeant(bot)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    return reasons;
  }

  /** Joins all bots at the ramp's rate. Resolves when each has joined or failed. */
  async join(): Promise<void> {
    const { count, rampPerS } = this.#options;
    const startMs = performance.now();
    const joins: Promise<void>[] = [];
    for (let i = 0; i < count; i++) {
      const waitMs = startMs + (i * 1000) / rampPerS - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      joins.push(this.#joinOne(i));
    }
    await Promise.all(joins);
  }

  async #joinOne(index: number, tokens?: TokenStore): Promise<void> {
    const { url, room, pilot, loadToken } = this.#options;
    const { mix } = this.#game;
    const bot = this.#game.newBot({
      url,
      room,
      name: `bot ${this.#tag} ${index + 1}`,
      pilot: pilot ?? mix[index % mix.length],
      seed: index + 1,
      ...(tokens && { tokens }),
      verify: index < MAX_VERIFIED,
      loadToken,
    });
    this.bots[index] = bot;
    // The connection says why.
    await bot.join().catch(() => undefined);
  }

  /** Brings those back whose rules are of another version than the server's. */
  async #returnOutdated(): Promise<void> {
    const reload = this.#reload;
    if (reload === null) return;
    this.#reload = null;
    // While they join, the rules may change again; but the server may also have rules that are not here.
    for (let attempt = 0; attempt < MOST_RETURNS; attempt++) {
      this.#game = await reload();
      const outdated = [...this.bots.entries()].filter(([, bot]) => bot.isOutdated);
      await Promise.all(outdated.map(([index, { tokens }]) => this.#joinOne(index, tokens)));
      if (this.bots.some(({ isOutdated }) => isOutdated)) continue;
      this.#reload = reload;
      return;
    }
  }

  /** Runs each bot's frame in turn, spread evenly over time. */
  #run(): void {
    const nowMs = performance.now();
    this.#dueFrames = Math.min(
      this.bots.length,
      this.#dueFrames + ((nowMs - this.#lastRunMs) * this.bots.length) / FRAME_MS,
    );
    this.#lastRunMs = nowMs;
    for (; this.#dueFrames >= 1; this.#dueFrames--) {
      this.#cursor = (this.#cursor + 1) % this.bots.length;
      const bot = this.bots[this.#cursor];
      bot.frame(performance.now());
      if (bot.isOutdated)
        this.#returnOutdated().catch((error) => console.error("bots: the changed game cannot be loaded:", error));
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const bot of this.bots) bot.leave();
  }
}
