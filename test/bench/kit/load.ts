import { join } from "node:path";
import { ROOT } from "../../harness/sources.ts";
import type { LoadCounts } from "../load/counts.ts";
import type { LoadOrder } from "../load/main.ts";
import { LineChild } from "./line-child.ts";
import type { Running } from "./subject.ts";

const JOINS_PER_S = 400;

export type LoadWish = Pick<LoadOrder, "dialect" | "url" | "players"> &
  Partial<Pick<LoadOrder, "playersPerRoom" | "inputHz">> &
  Pick<Running, "folder">;

/** Players in a process of their own. */
export class Load {
  readonly #child: LineChild;

  private constructor(child: LineChild) {
    this.#child = child;
  }

  /** Resolves when everyone is in; rejects, with nobody left, when someone is not. */
  static async start({ folder = ROOT, ...wish }: LoadWish): Promise<Load> {
    const order: LoadOrder = { rampPerS: JOINS_PER_S, inputHz: 0, playersPerRoom: wish.players, first: 0, ...wish };
    const main = join(folder, "test", "bench", "load", "main.ts");
    const child = new LineChild([process.execPath, main, JSON.stringify(order)]);
    const { error } = (await child.line()) as { error?: string };
    if (error === undefined) return new Load(child);
    await child.stop();
    throw new Error(`not all of ${wish.players} players are in: ${error}`);
  }

  async counts(): Promise<LoadCounts> {
    return (await this.#child.ask("count")) as LoadCounts;
  }

  async stop(): Promise<void> {
    await this.#child.stop();
  }
}
