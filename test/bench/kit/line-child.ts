import { ROOT } from "../../harness/sources.ts";

const STOP_MS = 3_000;

/** A process that answers with one JSON line: once when it is ready, then for each line it is told. */
export class LineChild {
  readonly #child: Bun.Subprocess<"pipe", "pipe", "inherit">;
  readonly #lines: AsyncIterator<string>;

  constructor(command: readonly string[], env: Record<string, string> = {}) {
    this.#child = Bun.spawn([...command], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    });
    this.#lines = linesOf(this.#child.stdout);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** The next line that is JSON; what else a process prints is passed over. */
  async line(): Promise<unknown> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`a process of the benchmark ended with ${await this.#child.exited}`);
      if (value.startsWith("{")) return JSON.parse(value) as unknown;
    }
  }

  async ask(order: string): Promise<unknown> {
    this.#child.stdin.write(`${order}\n`);
    await this.#child.stdin.flush();
    return this.line();
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      try {
        this.#child.stdin.write("stop\n");
        await this.#child.stdin.end();
      } catch {
        // It has ended by itself.
      }
    }
    const late = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    await this.#child.exited;
    clearTimeout(late);
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
