import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { arenaRoom } from "../../../server/games/arena/index.ts";
import { summarizeRound } from "../../../server/games/arena/summary.ts";
import { MachineRegistry } from "../../../server/releases/machine-registry.ts";
import { ReleaseStore } from "../../../server/releases/release-store.ts";
import { ReleasedRounds } from "../../../server/releases/released-rounds.ts";
import { saveRelease } from "../../../server/releases/save-release.ts";
import { asAnyRoomDefinition } from "../../../server/runtime/room-definition.ts";
import { arena, arenaConfig, CLIENT_CONTROL_BITS, type Command } from "../../../shared/games/arena/index.ts";
import { readTimeline, verify } from "../../../shared/journal/index.ts";
import { ROOT } from "../../harness/sources.ts";
import { record } from "../journal/tapes.ts";

let folder: string;
let shelf: ReleaseStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-releases-"));
  shelf = new ReleaseStore(join(folder, "releases"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PAGE = [{ path: "index.html", type: "text/html", bytes: new TextEncoder().encode("<p>the page of then</p>") }];

it("the arena of a saved release plays the arena's journals", async () => {
  const config = arenaConfig({ seats: 4, pirates: 4, traders: 2 });
  const tape = record(arena, config, 300, (tick): Command[] => {
    if (tick <= 4) return [{ type: "join", seat: tick - 1, player: tick, pilot: tick, hull: 0 }];
    return [
      { type: "controls", seat: tick % 4, bits: (tick * 7) & CLIENT_CONTROL_BITS, aim: (tick * 256) & 65_535, seen: 0 },
    ];
  });
  const definition = arenaRoom({}, 60);
  const path = join(ROOT, "server", "games", "arena", "release.ts");
  const release = await saveRelease(shelf.folder, { definition, entry: path, page: PAGE });
  const kept = new MachineRegistry([], shelf).find(arena.id, arena.version);
  expect(kept).not.toBe(arena);
  expect(verify(kept, readTimeline(tape.segments))).toMatchObject({ ok: true, hash: tape.hashes[300] });
  const next = asAnyRoomDefinition({ ...definition, machine: { ...arena, version: arena.version + 1 } });
  const rounds = new ReleasedRounds([{ definition: next, game: { summarize: summarizeRound } }], shelf);
  const [{ bytes }] = tape.segments;
  expect(rounds.releaseOf(bytes)).toEqual(release);
  const told = rounds.summarize(bytes);
  let step = told.next();
  while (!step.done) step = told.next();
  expect(step.value).toMatchObject({ round: 1, players: 4 });
});
