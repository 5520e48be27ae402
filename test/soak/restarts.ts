import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLobby } from "../../client/games/lobby/open-lobby.ts";
import { memoryTokenStore } from "../../client/net/index.ts";
import type { Lobby } from "../../client/shell/lobby/model.ts";
import { DATA, entryOf, FILE_MODE, FOLDER_MODE, listData } from "../../server/storage/inventory.ts";
import { ARENA_FINGERPRINT } from "../../shared/games/arena/wire/fingerprint.ts";
import { LOBBY_CHANNEL } from "../../shared/games/lobby/index.ts";
import { LOBBY_FINGERPRINT } from "../../shared/games/lobby/wire/fingerprint.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import { type ServerProcess, startServerProcess } from "../harness/server-process.ts";
import { ROOT } from "../harness/sources.ts";
import { HeldSeat } from "./held-seat.ts";

export const SITUATIONS = ["nobody", "guest", "match"] as const;

export interface RestartPlan {
  /** Who is there meanwhile: nobody, a guest in the lobby who says nothing, or two pilots in a match. */
  readonly situation: (typeof SITUATIONS)[number];
  /** Restarts by SIGTERM, and by SIGKILL: in an order that the seed gives. */
  readonly terms: number;
  readonly kills: number;
  readonly seed: number;
  /** With a page that is bundled and kept as a release, which takes some seconds a start. */
  readonly page: boolean;
  readonly say?: (text: string) => void;
}

export interface RestartReport {
  readonly restarts: number;
  readonly files: number;
  /** What was not as it should be, with the number of the restart. */
  readonly problems: readonly string[];
}

const ENTRY = join(ROOT, "test", "harness", "arena", "restarts-server.ts");
const PASSWORD = "correct horse battery";
const FAR_S = 4_000_000_000;
const LINES = ["first", "second", "third"];
const WAIT_MS = 20_000;
/** A server lives up to so long before it is ended, ms: also while it does what it does at a start. */
const LIFE_MS = 400;

/** Starts a server again and again on one folder, and looks after each start whether all is as it was. */
export async function restarts(plan: RestartPlan): Promise<RestartReport> {
  const dataDir = mkdtempSync(join(tmpdir(), "orrery-restarts-"));
  const trial = new Trial(plan, dataDir, await freePort());
  try {
    await trial.prepare();
    await trial.run();
    return trial.report();
  } finally {
    await trial.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

class Trial {
  readonly #plan: RestartPlan;
  readonly #dataDir: string;
  readonly #env: Record<string, string>;
  readonly #problems: string[] = [];
  #server: ServerProcess | null = null;
  #restart = 0;
  #files = 0;
  #players: Readonly<Record<"Warden" | "Loud", { readonly id: number; readonly token: string }>> | null = null;
  #seats: readonly HeldSeat[] = [];
  #rooms: readonly string[] = [];
  #replays = new Set<string>();

  constructor(plan: RestartPlan, dataDir: string, port: number) {
    this.#plan = plan;
    this.#dataDir = dataDir;
    this.#env = { DATA_DIR: dataDir, PORT: `${port}`, OPERATOR: "Warden" };
  }

  async prepare(): Promise<void> {
    await this.#start();
    this.#players = { Warden: await this.#register("Warden"), Loud: await this.#register("Loud") };
    await this.#server?.stop();
    // Whoever is to be operator has an account by then.
    await this.#start();
    const { Warden, Loud } = this.#players;
    const [warden, loud] = [await this.#enter(Warden.token), await this.#enter(Loud.token)];
    warden.open(LOBBY_CHANNEL);
    for (const text of LINES) this.#expect((await warden.say(LOBBY_CHANNEL, text)).ok, `"${text}" was not taken`);
    this.#expect((await warden.mute(Loud.id, FAR_S, "for a test")).ok, "the mute was not taken");
    for (const lobby of [warden, loud]) lobby.leave("");
    this.#seats = await this.#sit();
    const rooms = this.#plan.situation === "match" ? 2 : 1;
    await until(() => this.#foldersOf(DATA.journals).length === rooms, "the rooms are there");
    this.#rooms = this.#foldersOf(DATA.journals);
  }

  async run(): Promise<void> {
    const { terms, kills, seed, say } = this.#plan;
    const random = createRandom(seed);
    const left = { terms, kills };
    while (left.terms + left.kills > 0) {
      const term = nextBelow(random, left.terms + left.kills) < left.terms;
      left[term ? "terms" : "kills"]--;
      await pause(nextBelow(random, LIFE_MS));
      this.#restart++;
      await (term ? this.#server?.stop() : this.#server?.kill());
      await this.#start();
      await this.#look();
      say?.(
        `${this.#plan.situation}: ${this.#restart} of ${terms + kills} restarts, ${this.#problems.length} problems`,
      );
    }
    await this.#read();
  }

  report(): RestartReport {
    return { restarts: this.#restart, files: this.#files, problems: this.#problems };
  }

  async close(): Promise<void> {
    for (const seat of this.#seats) seat.abandon();
    await this.#server?.kill();
  }

  #expect(holds: boolean, problem: string): void {
    if (holds) return;
    const text = `seed ${this.#plan.seed}, restart ${this.#restart}: ${problem}`;
    this.#problems.push(text);
    this.#plan.say?.(text);
  }

  async #start(): Promise<void> {
    this.#server = await startServerProcess(this.#env, [ENTRY, ...(this.#plan.page ? ["--page"] : [])]);
  }

  /** After a start. */
  async #look(): Promise<void> {
    const printed = this.#server?.output() ?? "";
    this.#expect(!/set aside|given up|error/i.test(printed), `the server said ${printed}`);
    this.#expect(this.#foldersOf(DATA.asides).length === 0, `${DATA.asides} holds ${this.#foldersOf(DATA.asides)}`);
    const rooms = this.#foldersOf(DATA.journals);
    this.#expect(rooms.join() === this.#rooms.join(), `the rooms are ${rooms}, and were ${this.#rooms}`);
    const me = await this.#call("/me", this.#players?.Loud.token ?? "");
    this.#expect(me.mutedUntilS === FAR_S, `the muted player is told ${JSON.stringify(me)}`);
    await this.#lookForPeople();
    this.#lookAtFiles();
  }

  async #lookForPeople(): Promise<void> {
    for (const held of this.#seats) {
      const { room, seat } = held;
      try {
        const back = await held.back();
        const same = back.room === room && back.seat === seat;
        this.#expect(same, `seat ${seat} of ${room} is seat ${back.seat} of ${back.room} now`);
      } catch (error) {
        this.#expect(false, `seat ${seat} of ${room} is lost: ${error instanceof Error ? error.message : error}`);
      }
    }
  }

  /** Everything in the data folder is in the inventory, is this user's, and has the mode that it should have. */
  #lookAtFiles(): void {
    const replays = new Set<string>();
    this.#files = 0;
    for (const { path, kind, mode, uid } of listData(this.#dataDir)) {
      this.#files++;
      const entry = entryOf(path, kind);
      const wanted = kind === "folder" ? FOLDER_MODE : FILE_MODE;
      this.#expect(entry !== null, `${path} is not in the inventory`);
      this.#expect(mode === wanted, `${path} has mode ${mode.toString(8)}`);
      this.#expect(uid === process.getuid?.(), `${path} is of user ${uid}`);
      if (path.startsWith(`${DATA.replays}/`) && entry?.temporary === undefined) replays.add(path);
    }
    for (const path of this.#replays) this.#expect(replays.has(path), `${path} is gone`);
    this.#replays = replays;
  }

  /** In the end, as reading wakes the lobby. */
  async #read(): Promise<void> {
    const token = this.#players?.Warden.token ?? "";
    const lobby = await this.#enter(token);
    lobby.open(LOBBY_CHANNEL);
    const said = () => lobby.channel(LOBBY_CHANNEL)?.messages.map(({ text }) => text) ?? [];
    this.#expect(await holds(() => said().length === LINES.length), `the lobby has the lines ${said()}`);
    this.#expect(said().join() === LINES.join(), `the lobby has the lines ${said()}`);
    lobby.leave("");
  }

  async #sit(): Promise<HeldSeat[]> {
    switch (this.#plan.situation) {
      case "nobody":
        return [];
      case "guest":
        return [await HeldSeat.take(this.#url, "lobby", LOBBY_FINGERPRINT, await this.#meet("Ann"))];
      case "match": {
        const first = await HeldSeat.take(this.#url, "arena", ARENA_FINGERPRINT, await this.#meet("Bea"));
        return [first, await HeldSeat.take(this.#url, "arena", ARENA_FINGERPRINT, await this.#meet("Cyd"))];
      }
    }
  }

  get #url(): string {
    return this.#server?.url ?? "";
  }

  #foldersOf(name: string): string[] {
    const all = [...listData(this.#dataDir)].filter(({ kind }) => kind === "folder");
    return all.flatMap(({ path }) => (path.startsWith(`${name}/`) ? [path.slice(name.length + 1)] : []));
  }

  #enter(token: string): Promise<Lobby> {
    return openLobby({ url: this.#url, token: () => token, tokens: memoryTokenStore() });
  }

  async #meet(name: string): Promise<string> {
    return (await this.#call("/auth/guest", "", { name })).token ?? "";
  }

  async #register(name: string): Promise<{ id: number; token: string }> {
    const { player, token = "" } = await this.#call("/auth/register", await this.#meet(name), {
      name,
      password: PASSWORD,
    });
    return { id: player?.id ?? 0, token };
  }

  async #call(path: string, token: string, body?: object): Promise<ApiAnswer> {
    const headers = { "Content-Type": "application/json", ...(token !== "" && { Authorization: `Bearer ${token}` }) };
    const post = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    return (await fetch(this.#url + path, post)).json() as Promise<ApiAnswer>;
  }
}

interface ApiAnswer {
  readonly token?: string;
  readonly player?: { readonly id: number };
  readonly mutedUntilS?: number;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function holds(what: () => boolean): Promise<boolean> {
  const endMs = performance.now() + WAIT_MS;
  while (!what()) {
    if (performance.now() > endMs) return false;
    await pause(20);
  }
  return true;
}

async function until(what: () => boolean, text: string): Promise<void> {
  if (!(await holds(what))) throw new Error(`waited in vain until ${text}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
