import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MachineRegistry } from "../../../server/machines/registry.ts";
import { ReleaseError, release } from "../../../server/machines/release.ts";
import { type AnyMachine, RELEASES, readReleases } from "../../../server/machines/released.ts";
import { runReplay } from "../../../server/replay/run.ts";
import { ALL_CONTROLS, arena, arenaConfig, type Command } from "../../../shared/arena/index.ts";
import { readTimeline, verify } from "../../../shared/journal/index.ts";
import { ROOT } from "../../harness/sources.ts";
import { record, type Tape } from "../journal/tapes.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-machines-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const COUNT = { id: "count", version: 1 };

/** Source of a machine that adds its commands up, in a rule of its version. */
function source(version: number, rule: string): string {
  const path = join(folder, `count-${version}-${Bun.hash(rule)}.ts`);
  writeFileSync(
    path,
    `import { ByteReader, ByteWriter } from "${ROOT}/shared/codec/bytes.ts";
    import { Hasher } from "${ROOT}/shared/math/hash.ts";
    interface World { tick: number; sum: number }
    const number = {
      encode: (value: number) => new ByteWriter().varint(value).finish(),
      decode: (bytes: Uint8Array) => new ByteReader(bytes).varint(),
    };
    export const count = {
      id: "count", version: ${version}, tickHz: 60,
      codecs: { command: number, event: number, config: number },
      create: (_seed: number, sum: number): World => ({ tick: 0, sum }),
      step(world: World, commands: readonly number[]) {
        world.tick++;
        for (const command of commands) world.sum = ${rule};
      },
      tick: (world: World) => world.tick,
      nextWake: (world: World) => world.tick + 1,
      save: ({ tick, sum }: World) => new ByteWriter().varint(tick).varint(sum).finish(),
      load(bytes: Uint8Array): World {
        const from = new ByteReader(bytes);
        return { tick: from.varint(), sum: from.varint() };
      },
      hash: ({ tick, sum }: World) => new Hasher().number(tick).number(sum).digest(),
    };`,
  );
  return path;
}

const machineFrom = async (path: string): Promise<AnyMachine> => (await import(path)).count;
const play = (machine: AnyMachine): Tape => record(machine, 5, 200, (tick) => (tick % 7 === 0 ? [tick] : []));

describe("a journal of an old version", () => {
  let tape: Tape;
  let current: AnyMachine;

  beforeEach(async () => {
    const old = source(1, "world.sum + command");
    tape = play(await machineFrom(old));
    current = await machineFrom(source(2, "world.sum + command * 2"));
    await release(old, COUNT, folder);
    rmSync(old);
  });

  const verifyAll = (registry: MachineRegistry) => {
    const { header, ...timeline } = readTimeline(tape.segments);
    return verify(registry.find(header.machine, header.machineVersion), { header, ...timeline });
  };

  it("replays to its bits by the bundle of that version, while another is current", () => {
    const registry = new MachineRegistry([current], folder);
    expect(registry.find("count", 2)).toBe(current);
    expect(registry.find("count", 1)).toBe(registry.find("count", 1));
    expect(verifyAll(registry)).toMatchObject({ ok: true, ticks: 200, hash: tape.hashes[200] });
    expect(play(current).hashes[200]).not.toBe(tape.hashes[200]);
  });

  it("is verified by npm run replay", () => {
    writeFileSync(join(folder, "old.orj"), tape.segments[0].bytes);
    const registry = new MachineRegistry([current], folder);
    expect(runReplay(["verify", "old.orj"], registry, (path) => join(folder, path))).toMatchObject({ code: 0 });
    expect(runReplay(["info", "old.orj"], registry, (path) => join(folder, path)).out).toMatch(/ticks.*1\.7 s/);
  });

  it("is refused without its bundle, naming the versions that there are", () => {
    expect(() => verifyAll(new MachineRegistry([current], null))).toThrow(
      "a journal of count version 1 cannot be played by count version 2",
    );
    expect(() => new MachineRegistry([current], folder).find("count", 3)).toThrow(
      /cannot be played by count version 1, 2/,
    );
  });

  it("is refused when the bundle is not what was released", () => {
    const [{ file }] = readReleases(folder);
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, "utf8").replace("tickHz:60", "tickHz:30"));
    expect(() => verifyAll(new MachineRegistry([current], folder))).toThrow(/is not what was released: its hash is/);
    rmSync(path);
    expect(() => verifyAll(new MachineRegistry([current], folder))).toThrow(/is missing/);
  });
});

describe("a release", () => {
  it("is never replaced: the same content changes nothing, other content asks for a higher version", async () => {
    const first = await release(source(1, "world.sum + command"), COUNT, folder);
    expect(await release(source(1, "world.sum + command"), COUNT, folder)).toEqual(first);
    await expect(release(source(1, "world.sum - command"), COUNT, folder)).rejects.toThrow(ReleaseError);
    const second = await release(source(2, "world.sum * 2"), { id: "count", version: 2 }, folder);
    expect(readReleases(folder)).toEqual([first, second]);
  });

  it("is refused when the module holds no such machine", async () => {
    await expect(release(source(1, "0"), { id: "count", version: 4 }, folder)).rejects.toThrow(/does not export it/);
    expect(readReleases(folder)).toEqual([]);
  });

  it("of the arena plays its journals", async () => {
    const config = arenaConfig({ seats: 4, pirates: 4, traders: 2 });
    const tape = record(arena, config, 300, (tick): Command[] => {
      if (tick <= 4) return [{ type: "join", seat: tick - 1, name: `Pilot ${tick}`, hull: 0 }];
      return [{ type: "controls", seat: tick % 4, bits: (tick * 7) & ALL_CONTROLS, aim: (tick * 256) & 65_535 }];
    });
    await release(join(ROOT, "shared", "arena", "index.ts"), arena, folder);
    const released = new MachineRegistry([], folder).find(arena.id, arena.version);
    expect(released).not.toBe(arena);
    expect(verify(released, readTimeline(tape.segments))).toMatchObject({ ok: true, hash: tape.hashes[300] });
  });
});

it("every release of this project is there as it was released", () => {
  const registry = new MachineRegistry([], RELEASES);
  for (const { id, version } of readReleases(RELEASES))
    expect(registry.find(id, version)).toMatchObject({ id, version });
});
