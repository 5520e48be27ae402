/**
 * One hostile sender that does everything at once. usage: flood.ts URL ADDRESS SECONDS REPLAY. Prints what it did and how it
 * was answered as one line of JSON.
 */

import { LobbyLink } from "../../../client/games/lobby/lobby-link.ts";
import { Connection, memoryTokenStore } from "../../../client/net/index.ts";
import { ARENA_FINGERPRINT } from "../../../shared/games/arena/wire/fingerprint.ts";
import { LOBBY_CHANNEL } from "../../../shared/games/lobby/index.ts";
import { LOBBY_FINGERPRINT } from "../../../shared/games/lobby/wire/fingerprint.ts";
import type { LobbyState } from "../../../shared/games/lobby/wire/state.ts";
import { FINGERPRINT_PARAMETER } from "../../../shared/wire/fingerprint.ts";

/** What it tries, of each a second; of what stays open, how many at once. */
export const FLOOD_RATES = {
  pagesPerS: 300,
  callsPerS: 100,
  guestsPerS: 40,
  passwordsPerS: 10,
  seatsPerS: 40,
  roomsPerS: 20,
  badSocketsPerS: 40,
  regularExpressionsPerS: 20,
  framesPerS: 4_000,
  downloadsPerS: 20,
  arenaSockets: 120,
  feedReaders: 150,
  watchers: 60,
  talkers: 12,
  chatPerS: 100,
  reportsPerS: 50,
} as const;

export interface FloodReport {
  readonly asked: Readonly<Record<string, number>>;
  /** By HTTP status; 0: no answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** By close code. */
  readonly closes: Readonly<Record<string, number>>;
}

const PAGES = ["/", "/rounds", "/live", "/beacons", "/feed/schema", "/healthz", "/readyz", "/metrics", "/nowhere"];
const CALLS = ["/me", "/league/day", "/players?name=x", "/players/1", "/audit", "/v/none", "/play/none", "/watch/none"];
const TURN_MS = 50;
const PROTOCOL = { join: 10, data: 13, bytes: 17, ping: 18 } as const;
/** A message with a pattern of 8 kB, which costs whoever compiles it 100 ms and more; one that was compiled before costs nothing. */
function patternFrame(number: number): Buffer<ArrayBuffer> {
  const names = Array.from({ length: 780 }, (_, at) => `(?<n${number}_${at.toString(36)}>)`);
  const pattern = Buffer.from(
    names
      .join("")
      .slice(0, 8_100)
      .replace(/\(\?<[^>]*$/, ""),
  );
  return Buffer.concat([
    Buffer.of(PROTOCOL.data, 0xa1, 0x78, 0xc7, 0, 0x78, 0x92, 0xda, pattern.length >> 8, pattern.length & 255),
    pattern,
    Buffer.of(0xa0),
  ]);
}

class Flood {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #replay: string;
  readonly #asked: Record<string, number> = {};
  readonly #statuses: Record<string, number> = {};
  readonly #closes: Record<string, number> = {};
  readonly #sockets = new Set<WebSocket>();
  readonly #talkers: LobbyLink[] = [];
  readonly #due = new Map<string, number>();
  #names = 0;

  constructor(url: string, address: string, replay: string) {
    this.#url = url;
    this.#headers = { "X-Forwarded-For": address };
    this.#replay = replay;
  }

  report(): FloodReport {
    return { asked: this.#asked, statuses: this.#statuses, closes: this.#closes };
  }

  async open(): Promise<void> {
    await Promise.all(Array.from({ length: FLOOD_RATES.talkers }, () => this.#talker().catch(() => {})));
    for (let at = 0; at < FLOOD_RATES.feedReaders; at++) void this.#stream("/feed?topics=chat,kills", "reader");
    const list = await fetch(`${this.#url}/live`, { headers: this.#headers }).then((answer) => answer.json());
    const room = (list as { matches?: { room: string }[] }).matches?.[0]?.room ?? "none";
    for (let at = 0; at < FLOOD_RATES.watchers; at++) void this.#stream(`/live/${room}`, "watcher");
  }

  /** Everything that is due in the time since the turn before. */
  turn(seconds: number): void {
    const many = (name: string, perS: number, act: () => void) => {
      const due = (this.#due.get(name) ?? 0) + perS * seconds;
      for (let at = 0; at < Math.floor(due); at++) act();
      this.#due.set(name, due % 1);
    };
    const rates = FLOOD_RATES;
    many("page", rates.pagesPerS, () => void this.#get(this.#pick(PAGES), "page"));
    many("call", rates.callsPerS, () => void this.#get(this.#pick(CALLS), "call"));
    many("guest", rates.guestsPerS, () => void this.#post("/auth/guest", {}, "guest"));
    many("password", rates.passwordsPerS, () => void this.#post("/auth/login", this.#login(), "password"));
    many("room", rates.roomsPerS, () => void this.#seat("create", false));
    many("seat", rates.seatsPerS, () => void this.#seat("joinOrCreate", this.#sockets.size < rates.arenaSockets));
    many("badSocket", rates.badSocketsPerS, () => this.#socket("/p/r?sessionId=s", null));
    many("download", rates.downloadsPerS, () => void this.#stream(`/rounds/${this.#replay}`, "download"));
    many("chat", rates.chatPerS, () => this.#say());
    many("report", rates.reportsPerS, () => this.#accuse());
    many("pattern", rates.regularExpressionsPerS, () => this.#frame(patternFrame(this.#names++), "pattern"));
    many("frame", rates.framesPerS, () =>
      this.#frame(Buffer.of(PROTOCOL.bytes, 1, ...Buffer.alloc(60, this.#names)), "frame"),
    );
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
    for (const talker of this.#talkers) talker.leave("");
  }

  #count(what: string): void {
    this.#asked[what] = (this.#asked[what] ?? 0) + 1;
  }

  #pick<T>(all: readonly T[]): T {
    return all[this.#names++ % all.length] as T;
  }

  #login(): object {
    return { name: `Nobody ${this.#names++}`, password: "a password that is wrong" };
  }

  async #ask(path: string, init: RequestInit, what: string): Promise<Response | null> {
    this.#count(what);
    const answer = await fetch(this.#url + path, { ...init, headers: { ...this.#headers, ...init.headers } }).catch(
      () => null,
    );
    const status = `${answer?.status ?? 0}`;
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    return answer;
  }

  async #get(path: string, what: string): Promise<void> {
    await (await this.#ask(path, {}, what))?.arrayBuffer().catch(() => {});
  }

  async #post(path: string, body: object, what: string): Promise<unknown> {
    const init = { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const answer = await this.#ask(path, init, what);
    return answer?.json().catch(() => null) ?? null;
  }

  /** Opened and never read. */
  async #stream(path: string, what: string): Promise<void> {
    const answer = await this.#ask(path, { headers: { Accept: "*/*" } }, what);
    if (answer?.ok !== true) await answer?.arrayBuffer().catch(() => {});
    else setTimeout(() => void answer.body?.cancel().catch(() => {}), 3_000);
  }

  async #seat(method: string, opens: boolean): Promise<void> {
    const path = `/matchmake/${method}/arena?${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`;
    const seat = await this.#post(path, { name: `flood ${this.#names++}` }, method === "create" ? "room" : "seat");
    const { processId, roomId, sessionId } = (seat ?? {}) as Record<string, string>;
    if (opens && sessionId !== undefined)
      this.#socket(
        `/${processId}/${roomId}?sessionId=${sessionId}&${FINGERPRINT_PARAMETER}=${ARENA_FINGERPRINT}`,
        PROTOCOL.join,
      );
  }

  /** @param first what it begins with; null: it is not for frames */
  #socket(path: string, first: number | null): void {
    this.#count("socket");
    const socket = new WebSocket(this.#url.replace("http", "ws") + path, {
      headers: this.#headers,
    } as unknown as string[]);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (first === null) return;
      socket.send(Uint8Array.of(first));
      this.#sockets.add(socket);
    };
    socket.onerror = () => {};
    socket.onclose = ({ code }) => {
      this.#sockets.delete(socket);
      this.#closes[code] = (this.#closes[code] ?? 0) + 1;
    };
  }

  #frame(bytes: Uint8Array<ArrayBuffer>, what: string): void {
    const socket = this.#pick([...this.#sockets]);
    if (socket?.readyState !== WebSocket.OPEN) return;
    this.#count(what);
    socket.send(bytes);
  }

  async #talker(): Promise<void> {
    const { token } = (await this.#post("/auth/guest", {}, "guest")) as { token: string };
    const connection = new Connection<LobbyState>({
      url: this.#url,
      room: "lobby",
      join: {},
      tokens: memoryTokenStore(),
      token: () => token,
      wire: LOBBY_FINGERPRINT,
      headers: this.#headers,
    });
    const lobby = new LobbyLink(connection, { nowMs: () => performance.now(), firstNonce: 1 });
    await connection.open();
    lobby.open(LOBBY_CHANNEL);
    this.#talkers.push(lobby);
  }

  #say(): void {
    this.#count("chat");
    void this.#pick(this.#talkers)
      ?.say(LOBBY_CHANNEL, `buy ${this.#names}`)
      .catch(() => {});
  }

  #accuse(): void {
    this.#count("report");
    void this.#pick(this.#talkers)
      ?.report(LOBBY_CHANNEL, this.#names % 50, "flood")
      .catch(() => {});
  }
}

if (import.meta.main) {
  const [url = "", address = "", seconds = "", replay = ""] = process.argv.slice(2);
  const flood = new Flood(url, address, replay);
  await flood.open();
  const startMs = performance.now();
  for (let lastMs = startMs; lastMs - startMs < Number(seconds) * 1_000; ) {
    await Bun.sleep(TURN_MS);
    const nowMs = performance.now();
    flood.turn(Math.min(nowMs - lastMs, 4 * TURN_MS) / 1_000);
    lastMs = nowMs;
  }
  console.log(JSON.stringify(flood.report()));
  flood.close();
  process.exit(0);
}
