import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";

export interface TestPostgres {
  /** A fresh database of its own. @param template one to copy, which nobody has open; default: it is empty */
  database(template?: string): Promise<string>;
  stop(): Promise<void>;
}

const DEBIAN = "/usr/lib/postgresql";
/** Whom Debian's package makes; the server refuses to run as root. */
const ACCOUNT = "postgres";
const START_MS = 20_000;

/** The folder of the newest Postgres of this machine, as Debian packs it; null: there is none. */
export function findPostgres(): string | null {
  if (!existsSync(DEBIAN)) return null;
  const versions = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(DEBIAN, version, "bin")).find((bin) => existsSync(join(bin, "initdb"))) ?? null;
}

/** A private cluster in a temporary folder, on a free port of this machine alone. @param bin see {@link findPostgres} */
export async function startPostgres(bin: string): Promise<TestPostgres> {
  const who = account();
  const folder = mkdtempSync(join(tmpdir(), "orrery-pg-"));
  if (who !== null) chownSync(folder, who.uid, who.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, "data");
  const options = { ...who, cwd: folder, env: { PATH: process.env.PATH ?? "", LC_ALL: "C" } };
  const made = spawnSync(join(bin, "initdb"), ["-D", data, "-U", "orrery", "-A", "trust", "-E", "UTF8", "-N"], options);
  if (made.status !== 0) throw new Error(`initdb: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  const settings = {
    ...{ listen_addresses: "127.0.0.1", port, unix_socket_directories: "", max_connections: 60 },
    // What is gone after the tests need not reach the disk.
    ...{ fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(bin, "postgres"), ["-D", data, ...args], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = (said + chunk).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    // Ends it at once, without waiting for clients.
    if (child.exitCode === null) child.kill("SIGQUIT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const url = (name: string) => `postgres://orrery@127.0.0.1:${port}/${name}`;
  const until = Date.now() + START_MS;
  for (;;) {
    const client = new Client({ connectionString: url("postgres") });
    try {
      await client.connect();
      await client.end();
      break;
    } catch (error) {
      if (child.exitCode === null && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      await stop();
      throw new Error(`Postgres does not start: ${said || error}`);
    }
  }
  let databases = 0;
  return {
    stop,
    async database(template) {
      const name = `orrery${++databases}`;
      const client = new Client({ connectionString: url("postgres") });
      await client.connect();
      const copied = template === undefined ? "" : `TEMPLATE ${new URL(template).pathname.slice(1)}`;
      await client.query(`CREATE DATABASE ${name} ${copied}`);
      await client.end();
      return url(name);
    },
  };
}

/** null: whoever runs this. */
function account(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(spawnSync("id", [flag, ACCOUNT]).stdout.toString());
  const [uid, gid] = [id("-u"), id("-g")];
  if (!(uid > 0 && gid > 0)) throw new Error(`run as root, and there is no account ${ACCOUNT} to run Postgres as`);
  return { uid, gid };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address !== null ? resolve(address.port) : reject(address)));
    });
  });
}
