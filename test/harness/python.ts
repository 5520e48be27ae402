/** A running Python program. */
export interface PythonRun {
  readonly lines: AsyncIterable<string>;
  readonly exited: Promise<number>;
  /** What it said of its errors so far. */
  errors(): string;
  kill(): void;
}

const program = Bun.which("python3");
// What a machine lacks is not tested there; CI lacks nothing.
if (program === null && process.env.CI) throw new Error("python3 is needed");
if (program === null) console.warn("NOT TESTED: the examples in Python, as there is no python3 here");

/** Starts Python with arguments. */
export const python: ((args: readonly string[]) => PythonRun) & { readonly found: boolean } = Object.assign(
  (args: readonly string[]): PythonRun => {
    const child = Bun.spawn([program as string, "-u", ...args], {
      stdout: "pipe",
      stderr: "pipe",
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    });
    let errors = "";
    const read = async () => {
      for await (const chunk of child.stderr) errors += new TextDecoder().decode(chunk);
    };
    const reading = read();
    return {
      lines: linesOf(child.stdout),
      exited: child.exited.then(async (code) => {
        await reading;
        return code;
      }),
      errors: () => errors,
      kill: () => child.kill(),
    };
  },
  { found: program !== null },
);

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}
