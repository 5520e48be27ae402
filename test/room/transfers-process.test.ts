import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import { UNITS_EACH } from "../harness/games/vault/server.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";
import type { VaultReport } from "../harness/vaults-server.ts";

const KILLS = 3;
const SEED = 11;

/** The last whole line about the vaults; null: none yet. */
function lastReport(server: ServerProcess): readonly (VaultReport | null)[] | null {
  const line = server.output().match(/^\[.*\]$/gm);
  return line === null ? null : JSON.parse(line[line.length - 1]);
}

async function until<T>(server: ServerProcess, read: () => T | null): Promise<T> {
  for (let i = 0; i < 400; i++) {
    const found = read();
    if (found !== null) return found;
    await Bun.sleep(25);
  }
  throw new Error(`waited in vain:\n${server.output().slice(-3_000)}`);
}

it(`the real server, killed ${KILLS} times, has every unit once`, async () => {
  const random = createRandom(SEED);
  const data = await mkdtemp(join(tmpdir(), "orrery-vaults-"));
  const start = (...more: string[]) =>
    startServerProcess({ DATA_DIR: data }, [join(ROOT, "test", "harness", "vaults-server.ts"), ...more]);
  try {
    let sent = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const server = await start();
      const goal = sent + 20 + nextBelow(random, 40);
      const sum = (report: VaultReport | null) => report?.sent ?? 0;
      sent = await until(server, () => {
        const now = lastReport(server)?.reduce((total, report) => total + sum(report), 0) ?? 0;
        return now >= goal ? now : null;
      });
      await server.kill();
    }
    const server = await start("--rest");
    const isSettled = (vault: VaultReport | null) => vault?.isSettled === true;
    const vaults = await until(server, () => {
      const found = lastReport(server);
      return found?.every(isSettled) ? (found as readonly VaultReport[]) : null;
    });
    await server.kill();
    const units = vaults.flatMap((vault) => vault.units).sort((a, b) => a - b);
    const all = units
      .filter((unit) => unit % 16 === 0)
      .flatMap((first) => Array.from({ length: UNITS_EACH }, (_, i) => first + i));
    expect(all.length, `seed ${SEED}`).toBe(3 * UNITS_EACH);
    expect(units, `seed ${SEED}`).toEqual(all);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}, 60_000);
