import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { ROOT } from "../../sources.ts";

export interface PilotState {
  readonly status: string;
  readonly reason: string;
  readonly room: string | null;
  readonly seat: number;
  readonly tick: number;
  readonly alive: boolean;
  readonly disconnects: number;
  readonly reconnects: number;
  readonly round: { readonly number: number; readonly over: boolean };
}

export interface GuestState {
  readonly status: string;
  readonly reason: string;
  readonly people: readonly { readonly name: string; readonly away: boolean }[];
  readonly notices: readonly { readonly kind: string }[];
  readonly channel: {
    readonly status: string;
    readonly lines: readonly { readonly id: number; readonly name: string; readonly text: string }[];
  } | null;
}

type Outcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };
type Order = { readonly name: string; readonly player: number; readonly untilS: number; readonly why: string };

/** What `people.mjs` can be asked to do. */
interface Calls {
  fly(args: { readonly name: string; readonly token: string; readonly room?: string }): null;
  pilot(args: { readonly name: string }): PilotState;
  meet(args: { readonly name: string; readonly token: string }): null;
  guest(args: { readonly name: string }): GuestState;
  say(args: { readonly name: string; readonly text: string }): Outcome;
  mute(args: Order): Outcome;
  ban(args: Order): Outcome;
}

/** Players of another version of this project, in a process of their own that runs that version's client. */
export class OldPeople {
  readonly #child: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #calls = 0;

  /** @param root of that version's sources */
  constructor(root: string, url: string) {
    const command = [process.execPath, join(ROOT, "test", "harness", "arena", "yesterday", "people.mjs"), root, url];
    this.#child = Bun.spawn(command, { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
    const lines = createInterface({ input: Readable.fromWeb(this.#child.stdout as never) });
    lines.on("line", (line) => {
      const { id, result, error } = JSON.parse(line) as { id: number; result?: unknown; error?: string };
      const call = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) call?.resolve(result);
      else call?.reject(new Error(error));
    });
    void this.#child.exited.then((code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the old clients' process ended with ${code}`));
    });
  }

  do<Name extends keyof Calls>(call: Name, args: Parameters<Calls[Name]>[0]): Promise<ReturnType<Calls[Name]>> {
    const id = this.#calls++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.stdin.write(`${JSON.stringify({ id, call, args })}\n`);
      void this.#child.stdin.flush();
    });
  }

  async stop(): Promise<void> {
    this.#child.kill();
    await this.#child.exited;
  }
}
