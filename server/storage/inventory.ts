import { chmodSync, closeSync, lstatSync, openSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** Modes of files and folders: only the server's user may read them. */
export const FILE_MODE = 0o600;
export const FOLDER_MODE = 0o700;

/** Names in the data folder. */
export const DATA = {
  lock: "lock",
  secret: "secret",
  store: "orrery.sqlite",
  feed: "feed.sqlite",
  journals: "journal",
  asides: "aside",
  estates: "escrow",
  replays: "replays",
  releases: "releases",
} as const;

/** Suffix of files and folders that are being written; nobody reads them. */
export const TEMP_SUFFIX = ".new";

export interface DataEntry {
  readonly kind: "file" | "folder";
  /** Matches its path below the data folder. */
  readonly path: RegExp;
  /** The source file or folder that writes it. */
  readonly writtenBy: string;
  readonly purpose: string;
  /** A partial file of a process that was interrupted; the next start removes it. */
  readonly temporary?: true;
}

const ROOM = "[A-Za-z0-9_-]{1,64}";
const SEGMENT = String.raw`\d{8,15}\.orj`;
const RELEASE = String.raw`[\w-]{1,64}-\d{1,10}`;

const file = (path: string, writtenBy: string, purpose: string): DataEntry => ({
  kind: "file",
  path: new RegExp(`^${path}$`),
  writtenBy,
  purpose,
});
const folder = (path: string, madeBy: string, purpose: string): DataEntry => ({
  ...file(path, madeBy, purpose),
  kind: "folder",
});
const draft = (entry: DataEntry): DataEntry => ({ ...entry, temporary: true });

/** Everything that the server writes to the data folder. The folder's own mode is {@link FOLDER_MODE}. */
export const INVENTORY: readonly DataEntry[] = [
  file("lock(-journal)?", "server/data-dir.ts", "held by the one server that works in the folder"),
  file("secret", "server/data-dir.ts", "signs tokens and seats, unless AUTH_SECRET does"),
  file(
    String.raw`orrery\.sqlite(-wal|-shm|-journal)?`,
    "server/platform/store",
    "accounts, results, sanctions, notices",
  ),
  file(String.raw`feed\.sqlite(-wal|-shm|-journal)?`, "server/platform/feed", "the feed's log, and tokens of beacons"),
  folder("journal", "server/journal", "rooms that go on at the next start"),
  folder(`journal/${ROOM}`, "server/journal", "one room"),
  file(`journal/${ROOM}/${SEGMENT}`, "server/journal", "what happened in it, from one snapshot to the next"),
  file(`journal/${ROOM}/owner`, "server/journal", "the highest epoch that claimed it"),
  file(`journal/${ROOM}/attempts`, "server/journal", "tries to take it up that ended the process"),
  draft(file(String.raw`journal/${ROOM}/(owner|attempts)\.new`, "server/journal", "one of the two, half written")),
  folder("aside", "server/journal", "rooms that could not go on"),
  folder(`aside/${ROOM}-\\d+`, "server/journal", "one of them, as it was"),
  file(`aside/${ROOM}-\\d+/(${SEGMENT}|owner|attempts|reason\\.txt)`, "server/journal", "its files, and why"),
  draft(file(String.raw`aside/${ROOM}-\d+/reason\.txt\.new`, "server/journal", "the reason, half written")),
  folder("escrow", "server/transfers", "what rooms that could not go on had sent to other rooms, until it is settled"),
  file(`escrow/${ROOM}`, "server/transfers", "that of one room"),
  draft(file(String.raw`escrow/${ROOM}\.new`, "server/transfers", "that of one, half written")),
  folder("replays", "server/journal", "finished rounds"),
  file(String.raw`replays/[A-Za-z0-9_-]{1,80}\.orj`, "server/journal", "one of them"),
  file(
    String.raw`replays/[A-Za-z0-9_-]{1,80}\.json`,
    "server/journal",
    "who played in one, by keys that only this server can make",
  ),
  draft(file(String.raw`replays/[A-Za-z0-9_-]{1,80}\.(orj|json)\.new`, "server/journal", "one of them, half written")),
  folder("releases", "server/releases", "versions that ran here, for the matches and rounds they began"),
  folder(`releases/${RELEASE}(/page(/.+)?)?`, "server/releases", "one of them, and its page"),
  file(`releases/${RELEASE}/[^/]+`, "server/releases", "its manifest and rules"),
  file(`releases/${RELEASE}/page/.+`, "server/releases", "a file of its page"),
  draft(folder(String.raw`releases/${RELEASE}\.new(/.+)?`, "server/releases", "a version, half written")),
  draft(file(String.raw`releases/${RELEASE}\.new/.+`, "server/releases", "a file of one")),
];

/** Finds the entry of a path below the data folder, written with `/`; null: not the server's. */
export function entryOf(path: string, kind: DataEntry["kind"]): DataEntry | null {
  return INVENTORY.find((entry) => entry.kind === kind && entry.path.test(path)) ?? null;
}

/**
 * Creates a file that only this user can read, if it does not exist. SQLite gives the files beside a database the same
 * mode. Throws errors of the file system.
 */
export function createPrivateFile(path: string): void {
  closeSync(openSync(path, "a", FILE_MODE));
}

export interface DataFile {
  /** Path below the data folder, with `/`. */
  readonly path: string;
  readonly kind: DataEntry["kind"];
  /** The permission bits. */
  readonly mode: number;
  /** Id of the user who owns it. */
  readonly uid: number;
}

/** Lists a data folder, folders before their content. Links count as files and are not followed. */
export function* listData(dataDir: string, below = ""): Generator<DataFile> {
  for (const name of namesIn(join(dataDir, below))) {
    const path = below === "" ? name : `${below}/${name}`;
    const stat = lstatSync(join(dataDir, path), { throwIfNoEntry: false });
    if (stat === undefined) continue;
    const kind = stat.isDirectory() ? "folder" : "file";
    yield { path, kind, mode: stat.mode & 0o777, uid: stat.uid };
    if (kind === "folder") yield* listData(dataDir, path);
  }
}

/** The names in a folder, sorted; empty if the folder is gone. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  }
}

/**
 * Removes partial files from a data folder and restricts access to the server's user, as the inventory says. Leaves
 * unknown files alone. Returns a line for the operator about each kind of change. Throws errors of the file system.
 */
export function tidyDataDir(dataDir: string): readonly string[] {
  const said: string[] = [];
  const folderMode = statSync(dataDir).mode & 0o777;
  // Do not restrict a folder that others also use.
  const others = readdirSync(dataDir).filter((name) => !isNamed(name));
  if (folderMode !== FOLDER_MODE && others.length === 0) {
    chmodSync(dataDir, FOLDER_MODE);
    said.push(`${dataDir} was ${octal(folderMode)}, and is ${octal(FOLDER_MODE)} now: only this user can read it`);
  } else if (folderMode !== FOLDER_MODE) {
    const found = others.length === 1 ? others[0] : `${others[0]} and ${others.length - 1} more`;
    said.push(`${dataDir} stays ${octal(folderMode)}, as it also holds ${found}; a folder of its own is safer`);
  }
  let [tightened, removed] = [0, 0];
  for (const { path, kind, mode } of listData(dataDir)) {
    const entry = entryOf(path, kind);
    if (entry === null) continue;
    const full = join(dataDir, path);
    const wanted = kind === "folder" ? FOLDER_MODE : FILE_MODE;
    if (entry.temporary) {
      rmSync(full, { recursive: true, force: true });
      removed++;
    } else if (mode !== wanted && lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink() === false) {
      chmodSync(full, wanted);
      tightened++;
    }
  }
  if (tightened > 0)
    said.push(`${tightened} files and folders in ${dataDir} could be read by others, and no longer can`);
  if (removed > 0) said.push(`${removed} half-written files in ${dataDir} were removed`);
  return said;
}

/** Whether the inventory has an entry of this name in the data folder itself. */
const isNamed = (name: string) => entryOf(name, "file") !== null || entryOf(name, "folder") !== null;

const octal = (mode: number) => mode.toString(8).padStart(4, "0");
