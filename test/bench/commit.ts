import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../server/journal/files/file-system.ts";
import type { Journal } from "../../server/journal/port.ts";
import type { Codec } from "../../shared/machine.ts";
import { ROOT } from "../harness/sources.ts";
import type { Row } from "./report.ts";

/** Commands of one commit, and bytes of each. */
const COMMANDS = 10;
const COMMAND_BYTES = 24;
const ROOMS = 8;
const commands = Array.from({ length: COMMANDS }, (_, i) => new Uint8Array(COMMAND_BYTES).fill(i));
const raw: Codec<Uint8Array> = { encode: (bytes) => bytes, decode: (bytes) => bytes };

interface Timed {
  /** Of each commit. */
  readonly ms: readonly number[];
  /** A commit's, with the timer's. */
  readonly cpuUs: number;
}

/** Runs `commit` at a rate, not before the last one is done. */
async function timed(hz: number, seconds: number, commit: () => void | Promise<void>): Promise<Timed> {
  const ms: number[] = [];
  const cpu = process.cpuUsage();
  const beganMs = performance.now();
  for (let i = 0; i < hz * seconds; i++) {
    const dueMs = beganMs + (i * 1000) / hz;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const startMs = performance.now();
    await commit();
    ms.push(performance.now() - startMs);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuUs: (user + system) / ms.length };
}

async function openRoom(folder: string, sync: boolean): Promise<{ commit(): void | Promise<void>; journal: Journal }> {
  const store = new FileJournalStore(diskFileSystem, folder, { soleOwner: true });
  const journal = await store.open(`room-${crypto.randomUUID()}`, {
    ...{ machine: "bench", machineVersion: 1, build: "bench", seed: 1, config: new Uint8Array(0), epoch: 1, tick: 0 },
    ...{ world: null, room: new Uint8Array(0), sync },
  });
  let tick = 0;
  return {
    journal,
    commit() {
      journal.append(++tick, commands, raw);
      return journal.commit();
    },
  };
}

/** The same bytes, written and synced without a journal. */
function openBare(folder: string): { commit(): Promise<void>; close(): void } {
  const fd = openSync(join(folder, "bare"), "w");
  const bytes = new Uint8Array(COMMANDS * COMMAND_BYTES);
  return {
    commit() {
      writeSync(fd, bytes);
      return new Promise((resolve, reject) => fdatasync(fd, (error) => (error === null ? resolve() : reject(error))));
    },
    close: () => closeSync(fd),
  };
}

function quantile(runs: readonly Timed[], share: number): number {
  const sorted = runs.flatMap(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function cpuUsOf(runs: readonly Timed[]): number {
  return runs.map(({ cpuUs }) => cpuUs).sort((a, b) => a - b)[runs.length >> 1];
}

/** What it costs that commits wait for the disk, beside commits that do not and syncs without a journal. */
export async function commitCosts(quick: boolean): Promise<Row[]> {
  // Not the system's folder for temporary files, which may be in memory.
  const folder = mkdtempSync(join(ROOT, "test", "bench", ".commits-"));
  const rounds = quick ? 2 : 8;
  const rows: Row[] = [];
  try {
    const [synced, written, bare] = [await openRoom(folder, true), await openRoom(folder, false), openBare(folder)];
    const kinds = [
      ["synced", synced.commit],
      ["written, not synced", written.commit],
      ["of a bare file, synced", bare.commit],
      ["none", () => {}],
    ] as const;
    for (const hz of [20, 40, 60]) {
      const runs: Timed[][] = kinds.map(() => []);
      // In turns of a second, as other programs come and go.
      for (let round = 0; round < rounds; round++)
        for (const [i, [, commit]] of kinds.entries()) runs[i].push(await timed(hz, 1, commit));
      const [ofSynced, , ofBare, ofNone] = runs;
      const name = `${hz} Hz`;
      for (const [i, [kind]] of kinds.slice(0, -1).entries()) {
        const ratio = runs[i] === ofSynced ? quantile(ofSynced, 0.5) / quantile(ofBare, 0.5) : undefined;
        rows.push(
          {
            ...{ case: name, metric: `commit ${kind}, median`, value: quantile(runs[i], 0.5), unit: "ms" },
            ...(ratio !== undefined && { ratio }),
          },
          { case: name, metric: `commit ${kind}, p99`, value: quantile(runs[i], 0.99), unit: "ms" },
          { case: name, metric: `commit ${kind}, CPU`, value: cpuUsOf(runs[i]) - cpuUsOf(ofNone), unit: "µs" },
        );
      }
    }
    rows.push(...(await sharedSyncs(folder, rounds)));
    bare.close();
    for (const { journal } of [synced, written]) await journal.close(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

/** Several rooms that commit at the same moment, and the ticks of another that does not wait. */
async function sharedSyncs(folder: string, seconds: number): Promise<Row[]> {
  const rooms = await Promise.all(Array.from({ length: ROOMS }, () => openRoom(folder, true)));
  const other = await openRoom(folder, false);
  const commitAll = async () => {
    await Promise.all(rooms.map(({ commit }) => commit()));
  };
  const alone = await timed(60, seconds, other.commit);
  const [all, beside] = await Promise.all([timed(40, seconds, commitAll), timed(60, seconds, other.commit)]);
  for (const { journal } of [...rooms, other]) await journal.close(false);
  const name = `${ROOMS} rooms at 40 Hz`;
  return [
    { case: name, metric: "commits of all, synced, median", value: quantile([all], 0.5), unit: "ms" },
    { case: name, metric: "commits of all, synced, p99", value: quantile([all], 0.99), unit: "ms" },
    { case: name, metric: "another room's commit meanwhile, p99", value: quantile([beside], 0.99), unit: "ms" },
    { case: name, metric: "another room's commit alone, p99", value: quantile([alone], 0.99), unit: "ms" },
  ];
}
