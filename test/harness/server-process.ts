import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./sources.ts";

export interface ServerProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Everything printed so far. */
  output(): string;
  stop(): Promise<void>;
  /** Ends it at once, as the system does; resolves when it is gone. */
  kill(): Promise<void>;
}

/**
 * The real server as a process of its own; resolves when it listens. On a free port and with an empty data folder, unless
 * `env` has a PORT, and a DATA_DIR, which is left where it is.
 *
 * @param command another entry, with its arguments, which prints its address as the server does
 * @param launcher what starts it, such as a command that pins it to a core
 * @param cwd folder it is started in
 */
export async function startServerProcess(
  env: Record<string, string> = {},
  command: readonly string[] = [join(ROOT, "server", "main.ts")],
  launcher: readonly string[] = [],
  cwd = ROOT,
): Promise<ServerProcess> {
  const data = await mkdtemp(join(tmpdir(), "orrery-data-"));
  const child = Bun.spawn([...launcher, process.execPath, ...command], {
    cwd,
    env: { ...process.env, PORT: "0", HOST: "127.0.0.1", DATA_DIR: data, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  let printed = "";
  const listening = Promise.withResolvers<string>();
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      printed += decoder.decode(chunk, { stream: true });
      const link = printed.match(/https?:\/\/[\w.:[\]-]+:\d+/);
      if (link) listening.resolve(link[0]);
    }
  };
  void read(child.stdout);
  void read(child.stderr);
  void child.exited.then((code) =>
    listening.reject(new Error(`the server ended with ${code} before it listened:\n${printed}`)),
  );

  const url = await listening.promise;
  const end = async (signal: "SIGTERM" | "SIGKILL") => {
    child.kill(signal);
    const late = setTimeout(() => child.kill("SIGKILL"), 5000);
    await child.exited;
    clearTimeout(late);
    await rm(data, { recursive: true, force: true });
  };
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid,
    output: () => printed,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}
