import type { Controls } from "../../../../shared/games/arena/controls.ts";
import { HULLS } from "../../../../shared/games/arena/data/hulls.ts";
import { PILOTS, type PilotName, VIEW_RANGE_PX } from "../../../../shared/games/arena/pilots/index.ts";
import { ARENA_FINGERPRINT } from "../../../../shared/games/arena/wire/fingerprint.ts";
import { type ArenaState, tickOf } from "../../../../shared/games/arena/wire/state.ts";
import { createRandom } from "../../../../shared/math/random.ts";
import { digestState } from "../../../../shared/wire/digest.ts";
import { Connection } from "../../../net/connection.ts";
import { memoryTokenStore } from "../../../net/link.ts";
import { ArenaModel } from "../model/arena-model.ts";
import { newSight, perceive } from "./perceive.ts";

export interface BotOptions {
  readonly url: string;
  readonly room: string;
  readonly name: string;
  readonly pilot: PilotName;
  readonly seed: number;
  /** Compare the decoded state with the server's digests. */
  readonly verify: boolean;
  /** The server's `LOAD_TOKEN`; null or absent: none. */
  readonly loadToken?: string | null;
}

/** Hull of a pilot's bots; the others get one by their seed. */
const HULL_NAMES: Partial<Record<PilotName, string>> = { miner: "Mule", trader: "Mule", idle: "Bulwark" };

/** A player without a screen: the browser's connection and model, with a pilot at the controls. */
export class Bot {
  readonly connection: Connection<ArenaState>;
  readonly model: ArenaModel;
  joined = false;
  /** A digest of the decoded state differed from the server's. */
  desynced = false;
  /** Digests compared so far. */
  checks = 0;
  readonly #settings: BotOptions;
  readonly #sight = newSight();
  readonly #memory = new Int32Array(4);
  readonly #random: Int32Array;
  readonly #controls: Controls = { bits: 0, aim: 0 };
  #joinedMs = 0;

  constructor(settings: BotOptions) {
    this.#settings = settings;
    this.#random = createRandom(settings.seed);
    const preferred = HULLS.findIndex((row) => row.name === HULL_NAMES[settings.pilot]);
    const hull = preferred >= 0 ? preferred : settings.seed % HULLS.length;
    this.connection = new Connection<ArenaState>({
      url: settings.url,
      room: settings.room,
      join: { name: settings.name, hull, ...(settings.verify ? { verify: true } : {}) },
      tokens: memoryTokenStore(),
      wire: ARENA_FINGERPRINT,
      ...(settings.loadToken != null && { headers: { "X-Load-Token": settings.loadToken } }),
    });
    this.model = new ArenaModel(this.connection, {
      now: () => performance.now(),
      viewRangePx: VIEW_RANGE_PX + 200,
      onCheck: (check, state) => {
        this.checks++;
        if (check.tick !== tickOf(state) || check.digest !== digestState(state)) this.desynced = true;
      },
    });
  }

  /** Seconds since it joined; 0 before. */
  secondsIn(nowMs: number): number {
    return this.joined ? (nowMs - this.#joinedMs) / 1000 : 0;
  }

  /** Rejects with `JoinError`. */
  async join(): Promise<void> {
    await this.connection.open();
  }

  /** Runs one frame: perceive, decide, steer. */
  frame(nowMs: number): void {
    if (this.connection.status === "closed") return;
    this.model.advance(nowMs);
    const frame = this.model.view();
    if (!this.joined && this.connection.status === "live") {
      this.joined = true;
      this.#joinedMs = nowMs;
    }
    const { bits, aim } = this.#decide(frame);
    this.model.control(bits, aim);
  }

  #decide(frame: ReturnType<ArenaModel["view"]>): Controls {
    const controls = this.#controls;
    if (perceive(this.model, frame, this.#sight)) {
      PILOTS[this.#settings.pilot](this.#sight, this.#memory, this.#random, controls);
    } else {
      controls.bits = controls.aim = 0;
    }
    return controls;
  }

  leave(): void {
    this.model.leave();
  }
}
