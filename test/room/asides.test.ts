import { CloseCode } from "@colyseus/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { discardLobbies } from "../../server/games/lobby/bridge/index.ts";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import type { FileSystem } from "../../server/journal/files/file-system.ts";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { RECORDING_INTERVALS } from "../../server/runtime/recording-intervals.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { JournalWriter, SegmentReader } from "../../shared/journal/index.ts";
import { filesAfterKill } from "../harness/killed-files.ts";
import { LobbyLab } from "../harness/lobby-lab.ts";
import { RoomBench } from "../harness/rooms.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const DATA = "data";
const [SPEAKER, SEATED, PLAYING, ABSENT] = [1_234_567, 2_345_678, 3_456_789, 4_567_891];
const open = { type: "open", channel: "lobby", after: -1, nonce: 1 } as const;
const say = { type: "say", channel: "lobby", text: "for no one else", nonce: 2 } as const;

/** A data folder in which a lobby was set aside. */
let files: FileSystem;
const told: string[] = [];
const asides = () => files.list(`${DATA}/aside`).map(({ name }) => name);
const forget = (...players: number[]) =>
  discardLobbies(new Set(players), {
    journals: new FileJournalStore(files, DATA),
    warn: (text) => void told.push(text),
  });

beforeEach(async () => {
  told.length = 0;
  const living = memoryFileSystem();
  const lab = await LobbyLab.open({
    store: new FileJournalStore(living, DATA),
    pace: { ...RECORDING_INTERVALS, snapshotEveryS: 1 },
  });
  const send = async (player: number, ...commands: LobbyClientCommand[]) => {
    const client = await lab.raw(player);
    for (const command of commands) client.command(0, encodeLobbyCommand(command));
    await lab.ticks(2);
    return client;
  };
  const speaker = await send(SPEAKER, open, say);
  await send(SEATED);
  speaker.leave(CloseCode.CONSENTED);
  // What they sent is in no segment any more: a snapshot has what came of it.
  await lab.ticks(40);
  void lab.put({ type: "place", player: PLAYING, room: "m1", here: true });
  await lab.ticks(2);
  files = filesAfterKill(living, [DATA]);
  await new FileJournalStore(files, DATA).quarantine(lab.room.room.roomId, "for a test");
  await lab.room.room.disconnect();
  expect(asides()).toHaveLength(1);
});

describe("a lobby that was set aside", () => {
  it("is given up when anyone goes of whom it has something, and says so", async () => {
    for (const player of [SPEAKER, SEATED, PLAYING]) {
      const before = files;
      files = filesAfterKill(before, [DATA]);
      const [name] = asides();
      expect(await forget(ABSENT, player)).toBe(1);
      expect([asides(), told.splice(0)]).toEqual([[], [expect.stringContaining(`${name}, which was set aside, is`)]]);
      files = before;
    }
  });

  it("stays when others go", async () => {
    expect([await forget(ABSENT), await forget()]).toEqual([0, 0]);
    expect([asides().length, told]).toEqual([1, []]);
  });

  it.each([
    ["is cut short", (bytes: Uint8Array) => bytes.slice(0, -3)],
    ["is damaged", (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 0xff : byte))],
    ["is no journal", () => new Uint8Array(99)],
    ["is longer than is looked through", (bytes: Uint8Array) => new Uint8Array(0x100_0001).fill(0).with(0, bytes[0])],
  ])("is given up, whoever goes, when it %s", async (_, spoil) => {
    const folder = `${DATA}/aside/${asides()[0]}`;
    const [segment] = files.list(folder).filter(({ name }) => name.endsWith(".orj"));
    const path = `${folder}/${segment.name}`;
    files.replace(path, spoil(files.read(path)));
    expect(await forget(ABSENT)).toBe(1);
    expect([asides(), told.length]).toEqual([[], 1]);
  });

  it("is given up, whoever goes, when another version wrote it; a match's stays", async () => {
    const folder = `${DATA}/aside/${asides()[0]}`;
    const [segment] = files.list(folder).filter(({ name }) => name.endsWith(".orj"));
    const { header } = new SegmentReader(files.read(`${folder}/${segment.name}`));
    if (header === null) throw new Error("no header");
    const written = (machine: string) => {
      const writer = new JournalWriter();
      writer.begin({ ...header, machine, machineVersion: 999 }, { world: null, room: null, cursors: [] });
      return writer.pending().slice();
    };
    files.replace(`${folder}/${segment.name}`, written("tug"));
    expect(await forget(SPEAKER)).toBe(0);
    files.replace(`${folder}/${segment.name}`, written("lobby"));
    expect(await forget(ABSENT)).toBe(1);
  });
});
