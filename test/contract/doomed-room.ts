/**
 * A journaled room in a process of its own, which prints a line for each tick that its players would see: tick and hash.
 * usage: doomed-room.ts DATA_DIR forever | OPERATION before|amid
 *
 * `forever` rotates until it is killed. Otherwise the process kills itself at its OPERATION-th change of the file system,
 * or ends with the line `end` after fewer.
 */
import { writeSync } from "node:fs";
import { FileJournalStore } from "../../server/journal/files/file-journal-store.ts";
import { diskFileSystem, type FileSystem } from "../../server/journal/files/file-system.ts";
import { tug } from "../harness/tiny-game.ts";
import { TestRoom } from "./journal-room.ts";

const STDOUT = 1;
const [dataDir, stop, part] = process.argv.slice(2);

function die(): never {
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

/** @param operation counted from 1; the process ends before it, or when half of what it writes is written */
function deadly(inner: FileSystem, operation: number, amid: boolean): FileSystem {
  let done = 0;
  const change = (act: () => void, half = act) => {
    const last = ++done === operation;
    if (last && amid) half();
    else if (!last) act();
    if (last) die();
  };
  return {
    ...inner,
    create(path) {
      let made: ReturnType<FileSystem["create"]> | null = null;
      change(() => {
        made = inner.create(path);
      });
      const file = made as unknown as ReturnType<FileSystem["create"]>;
      return {
        ...file,
        write: (bytes) =>
          change(
            () => file.write(bytes),
            () => file.write(bytes.subarray(0, bytes.length >> 1)),
          ),
      };
    },
    replace: (path, bytes) => change(() => inner.replace(path, bytes)),
    move: (from, to) => change(() => inner.move(from, to)),
    remove: (path) => change(() => inner.remove(path)),
  };
}

const files = stop === "forever" ? diskFileSystem : deadly(diskFileSystem, Number(stop), part === "amid");
const store = new FileJournalStore(files, dataDir, { roomSegments: 3 });
const room = await TestRoom.open(store, "r");

/** Plays, and shows what is kept. */
async function play(patches: number): Promise<void> {
  for (let i = 0; i < patches; i++) {
    await room.play(3 - (room.world.tick % 3));
    if (room.journal.state.is !== "recording") throw new Error("the disk failed");
    writeSync(STDOUT, `${room.world.tick} ${tug.hash(room.world)}\n`);
  }
}

do {
  await play(2);
  await room.rotate();
  await play(2);
  await room.rotate();
  await play(1);
  await room.endRound();
  await store.archiveRounds("r");
  await play(1);
  for (let i = 0; i < 3; i++) await room.rotate();
  await play(1);
} while (stop === "forever");
writeSync(STDOUT, "end\n");
