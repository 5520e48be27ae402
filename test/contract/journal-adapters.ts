import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe } from "vitest";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { diskFileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import type { JournalSettings, JournalStore } from "../../server/journal/port.ts";

/** Opens the same storage again, as another process would. */
export type Storage = (settings?: Partial<JournalSettings>) => JournalStore;

const folders: string[] = [];

function onDisk(fixed: Partial<JournalSettings> = {}): Storage {
  const folder = mkdtempSync(join(tmpdir(), "orrery-journal-"));
  folders.push(folder);
  return (settings) => new FileJournalStore(diskFileSystem, folder, { ...fixed, ...settings });
}

function inMemory(): Storage {
  const files = memoryFileSystem();
  return (settings) => new FileJournalStore(files, "data", settings);
}

const ADAPTERS: readonly (readonly [string, () => Storage])[] = [
  ["in memory", inMemory],
  ["on disk", () => onDisk()],
  ["on disk with fsync", () => onDisk({ fsync: true })],
];

/** Runs a suite on every adapter of the journal. */
export function describeJournals(subject: string, suite: (make: () => Storage) => void): void {
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  describe.each(ADAPTERS)(`${subject}: %s`, (_name, make) => suite(make));
}
