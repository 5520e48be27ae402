import type { Schema } from "@colyseus/schema";
import type { Tick } from "../../shared/machine.ts";
import { digestState } from "../../shared/wire/digest.ts";
import type { StateCheck } from "../../shared/wire/messages.ts";
import { isOtherVersion } from "../net/close-reasons.ts";
import { Connection } from "../net/connection.ts";
import { type Link, memoryTokenStore, type StateWithEvents, type TokenStore } from "../net/link.ts";
import type { Samples } from "../net/samples.ts";
import type { Session } from "../net/session.ts";

/** A state as the connection decodes it. */
export type BotState = Schema & StateWithEvents;

export interface BotSettings {
  readonly url: string;
  readonly room: string;
  readonly name: string;
  /** One of the game's pilots. */
  readonly pilot: string;
  readonly seed: number;
  /** Of the seat that it returns to. Default: it joins anew. */
  readonly tokens?: TokenStore;
  /** Compare the decoded state with the server's digests. */
  readonly verify: boolean;
  /** The server's `LOAD_TOKEN`; null or absent: none. */
  readonly loadToken?: string | null;
}

/** A game's model, as far as all bots use it. */
export interface BotModel {
  readonly session: Pick<Session<BotState>, "commands" | "patches" | "rtts">;
  /** How far predictions of what is one's own were off. */
  readonly corrections: Samples;
  /** How often it was placed anew instead, as at the start of a round. Default: nobody counts them. */
  readonly jumps?: number;
  /** Tick of the newest patch; 0 before the first. */
  readonly patchTick: Tick;
  leave(): void;
}

/** A game's part of its bots. */
export interface BotGame<Model extends BotModel> {
  /** Fingerprint of the game's protocol. */
  readonly wire: string;
  /** Join options beside the name. */
  readonly join?: Readonly<Record<string, unknown>>;
  newModel(link: Link<BotState>, onCheck: (check: StateCheck, state: BotState) => void): Model;
  /** Goes on to a moment, and lets the pilot play. */
  play(model: Model, nowMs: number): void;
}

/** A player without a screen: the browser's connection and a game's model, with a pilot at the controls. */
export class Bot<Model extends BotModel = BotModel> {
  readonly connection: Connection<BotState>;
  readonly model: Model;
  /** Leads back to its seat. */
  readonly tokens: TokenStore;
  joined = false;
  /** A digest of the decoded state differed from the server's. */
  desynced = false;
  /** Digests compared so far. */
  checks = 0;
  readonly #game: BotGame<Model>;
  #joinedMs = 0;

  constructor({ url, room, name, tokens = memoryTokenStore(), verify, loadToken }: BotSettings, game: BotGame<Model>) {
    this.#game = game;
    this.tokens = tokens;
    this.connection = new Connection<BotState>({
      url,
      room,
      join: { name, ...game.join, ...(verify ? { verify: true } : {}) },
      tokens,
      wire: game.wire,
      ...(loadToken != null && { headers: { "X-Load-Token": loadToken } }),
    });
    this.model = game.newModel(this.connection, (check, state) => {
      this.checks++;
      if (check.tick !== this.model.patchTick || check.digest !== digestState(state)) this.desynced = true;
    });
  }

  /** Seconds since it joined; 0 before. */
  secondsIn(nowMs: number): number {
    return this.joined ? (nowMs - this.#joinedMs) / 1000 : 0;
  }

  /** Whether it ended because the server has other rules than its own. */
  get isOutdated(): boolean {
    const { status, code } = this.connection;
    return status === "closed" && isOtherVersion({ code });
  }

  /** Rejects with `JoinError`. */
  async join(): Promise<void> {
    await this.connection.open();
  }

  /** Runs one frame: perceive, decide, act. */
  frame(nowMs: number): void {
    if (this.connection.status === "closed") return;
    this.#game.play(this.model, nowMs);
    if (this.joined || this.connection.status !== "live") return;
    this.joined = true;
    this.#joinedMs = nowMs;
  }

  leave(): void {
    this.model.leave();
  }
}

/** The bots of a game: what its folder's `pilots.ts` exports where its rules are not the kit's. */
export interface GameBots<Model extends BotModel = BotModel> {
  readonly pilots: readonly string[];
  /** Pilots of a crowd, one after the other. */
  readonly mix: readonly string[];
  newBot(settings: BotSettings): Bot<Model>;
}
