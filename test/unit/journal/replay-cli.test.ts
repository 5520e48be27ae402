import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MachineRegistry } from "../../../server/releases/machine-registry.ts";
import { runReplay } from "../../../server/replay/run.ts";
import { type TugCommand, tug } from "../../harness/tiny-game.ts";
import { record, segment } from "./tapes.ts";

const TAPE = record(tug, { seats: 2 }, 250, (tick): TugCommand[] =>
  tick % 10 === 0 ? [{ type: "pull", seat: tick % 2, strength: 3, shout: false }] : [],
);
const HASH = TAPE.hashes[250];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "orrery-replay-"));
  mkdirSync(join(folder, "room"));
  mkdirSync(join(folder, "nothing"));
  TAPE.segments.forEach(({ bytes }, i) => {
    writeFileSync(join(folder, "room", `0000000${i + 1}.orj`), bytes);
  });
  writeFileSync(join(folder, "room", "owner"), "1");
  writeFileSync(join(folder, "torn.orj"), TAPE.segments[2].bytes.slice(0, -1));
  const damaged = TAPE.segments[0].bytes.slice();
  damaged[damaged.length >> 1] ^= 8;
  writeFileSync(join(folder, "damaged.orj"), damaged);
  writeFileSync(join(folder, "text.orj"), "hello, world");
  const config = tug.codecs.config.encode({ seats: 1 });
  const planted = segment({ config }, {}, (writer) => {
    for (let tick = 1; tick <= 60; tick++) writer.appendEncoded(tick, []);
    writer.hash("0badc0de0badc0de");
  });
  writeFileSync(join(folder, "planted.orj"), planted);
  writeFileSync(
    join(folder, "chess.orj"),
    segment({ machine: "chess" }, {}, () => {}),
  );
  writeFileSync(
    join(folder, "newer.orj"),
    segment({ machineVersion: 9 }, {}, () => {}),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...argv: string[]) => runReplay(argv, new MachineRegistry([tug], null), (path) => join(folder, path));

describe("npm run replay", () => {
  it("verify plays a room's folder and gives ticks, hash and ok", () => {
    const { code, out } = run("verify", "room", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ticks: 250, hash: HASH, ok: true, warnings: [] });
    expect(run("verify", "room").out).toBe(`ok         250 ticks played, 14 hashes compared, hash ${HASH}`);
  });

  it("verify plays a single segment from the world it begins with", () => {
    const { code, out } = run("verify", "room/00000003.orj", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ticks: 50, firstTick: 200, hash: HASH, ok: true });
  });

  it("verify ends with 1 at the first mismatch and names its tick and both hashes", () => {
    const { code, out } = run("verify", "planted.orj");
    expect(code).toBe(1);
    expect(out).toMatch(/mismatch {3}at tick 60 the journal has 0badc0de0badc0de, replay gives [0-9a-f]{16}/);
    const json = JSON.parse(run("verify", "planted.orj", "--json").out);
    expect(json).toMatchObject({ ok: false, ticks: 60, mismatch: { tick: 60, expected: "0badc0de0badc0de" } });
  });

  it("a torn tail is cut, with a warning", () => {
    const { code, out } = run("verify", "torn.orj");
    expect(code).toBe(0);
    expect(out).toMatch(/warning +torn.orj: torn at \d+, the last \d+ bytes; skipped/);
  });

  it.each([
    ["damaged.orj", /damaged.orj: damaged: no record can be read at \d+, but one follows at \d+/],
    ["text.orj", /text.orj: not a journal/],
    ["chess.orj", /unknown machine chess; known are tug/],
    ["newer.orj", /journal of tug version 9 cannot be played by tug version 1/],
  ])("verify %s ends with 1 and says why", (file, why) => {
    expect(run("verify", file)).toMatchObject({ code: 1, out: "", err: expect.stringMatching(why) });
    expect(JSON.parse(run("verify", file, "--json").out)).toMatchObject({
      ok: false,
      error: expect.stringMatching(why),
    });
  });

  it("verify says where the rules of other versions are", () => {
    expect(run("verify", "newer.orj").err).toMatch(/in its data folder: name that folder in DATA_DIR/);
    expect(run("verify", "damaged.orj").err).not.toMatch(/DATA_DIR/);
  });

  it("info describes a journal, also of unknown machines", () => {
    const info = JSON.parse(run("info", "room", "--json").out);
    expect(info).toMatchObject({
      ...{ machine: "tug", machineVersion: 1, build: "test", roomId: "room-1", seed: 7, firstTick: 0, lastTick: 250 },
      ...{ segments: 3, commands: 25, hashes: 12, snapshots: 2, gaps: [], fault: null, end: null, warnings: [] },
    });
    expect(run("info", "room").out).toMatch(/ticks {6}0 to 250, 4\.2 s/);
    expect(run("info", "chess.orj")).toMatchObject({ code: 0, out: expect.stringMatching(/cannot be replayed here/) });
  });

  it.each([
    [[], /action: missing; give info or verify/],
    [["play", "room"], /action: "play"; give info or verify/],
    [["info"], /FILE: missing/],
    [["info", "room", "room"], /"room" is unexpected/],
    [["info", "room", "--fast"], /"--fast": known is --json/],
    [["info", "absent"], /FILE ".*absent": there is no such file/],
    [["verify", "nothing"], /FILE ".*nothing": no segment is in this folder/],
  ])("%j ends with 2, naming what is wrong and what would do", (argv, why) => {
    expect(run(...argv)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(why) });
  });
});
