import { LobbyLink } from "../../client/games/lobby/lobby-link.ts";
import { Connection, memoryTokenStore } from "../../client/net/index.ts";
import type { ChatMessage } from "../../client/shell/lobby/model.ts";
import { type Event, LOBBY_CHANNEL, lobby as machine } from "../../shared/games/lobby/index.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { LOBBY_FINGERPRINT } from "../../shared/games/lobby/wire/fingerprint.ts";
import type { LobbyState } from "../../shared/games/lobby/wire/state.ts";
import { Hasher } from "../../shared/math/hash.ts";
import { decodeEvents } from "../../shared/wire/messages.ts";
import { person, tokenOf } from "./fake-gate.ts";
import { LOAD_HEADERS } from "./load-token.ts";

function connect(url: string, player: number, role: number): Connection<LobbyState> {
  const token = tokenOf(person(player, `p${player}`, role));
  return new Connection<LobbyState>({
    ...{
      url,
      room: "lobby",
      join: {},
      tokens: memoryTokenStore(),
      token: () => token,
      wire: LOBBY_FINGERPRINT,
      headers: LOAD_HEADERS,
    },
  });
}

/** One who is in the lobby of a real server, as a page is. */
export interface LobbyBot {
  readonly player: number;
  readonly connection: Connection<LobbyState>;
  readonly lobby: LobbyLink;
  /** Every line that it was told as new, in order. */
  readonly heard: ChatMessage[];
}

export async function joinLobby(url: string, player: number, role = 0): Promise<LobbyBot> {
  const connection = connect(url, player, role);
  const lobby = new LobbyLink(connection, { nowMs: () => performance.now(), firstNonce: player * 1_000 });
  const heard: ChatMessage[] = [];
  lobby.on("channel", ({ name, fresh }) => {
    if (name === LOBBY_CHANNEL) heard.push(...fresh);
  });
  await connection.open();
  lobby.open(LOBBY_CHANNEL);
  return { player, connection, lobby, heard };
}

/** Everyone who hears the same is sent the same bytes, which are read once. */
let latest: { readonly bytes: Uint8Array; readonly events: readonly Event[] } = {
  bytes: new Uint8Array(0),
  events: [],
};

function read(bytes: Uint8Array): readonly Event[] {
  if (Buffer.compare(latest.bytes, bytes) !== 0)
    latest = { bytes, events: decodeEvents(bytes).map((batch) => machine.codecs.event.decode(batch.bytes)) };
  return latest.events;
}

/** One of many: says and hears, and keeps of what it heard no more than proves the order. */
export class Chatter {
  readonly player: number;
  readonly connection: Connection<LobbyState>;
  open = false;
  /** The newest line, and how many were not the next one. */
  last = 0;
  gaps = 0;
  heard = 0;
  /** Codes of refusals. */
  readonly refused: number[] = [];
  readonly latenciesMs: number[] = [];
  readonly #order = new Hasher();
  #nonce = 0;
  #saidMs = 0;

  constructor(url: string, player: number) {
    this.player = player;
    this.connection = connect(url, player, 0);
    this.connection.listen({
      welcome: () => {
        this.#send({ type: "open", channel: LOBBY_CHANNEL, after: this.last === 0 ? -1 : this.last, nonce: 0 });
      },
      events: (bytes) => {
        for (const event of read(bytes)) this.#hear(event);
      },
      ...{ patch() {}, pong() {}, refusal() {}, check() {}, status() {} },
    });
  }

  /** Whether it has heard what it said last. */
  get answered(): boolean {
    return this.latenciesMs.length === this.#nonce;
  }

  /** Of all that it heard, in order. */
  get order(): string {
    return this.#order.digest();
  }

  say(text: string): void {
    this.#nonce++;
    this.#saidMs = performance.now();
    this.#send({ type: "say", channel: LOBBY_CHANNEL, text, nonce: this.#nonce });
  }

  #send(command: LobbyClientCommand): void {
    // At once: welcome comes before the link counts as live.
    queueMicrotask(() => this.connection.sendCommand(0, encodeLobbyCommand(command)));
  }

  #hear(event: Event): void {
    if (event.type === "opened") this.open = true;
    else if (event.type === "refused") this.refused.push(event.code);
    if (event.type !== "line" || event.line <= this.last) return;
    if (this.last > 0 && event.line !== this.last + 1) this.gaps++;
    this.last = event.line;
    this.heard++;
    this.#order.word(event.line).word(event.player).text(event.text);
    if (event.player === this.player && event.nonce === this.#nonce)
      this.latenciesMs.push(performance.now() - this.#saidMs);
  }
}

/** What a server has used of a processor, s. */
export async function cpuSeconds(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(metrics.match(/^orrery_cpu_seconds (\S+)$/m)?.[1]);
}

export const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Throws after a while, with `what` it waited for. */
export async function until(holds: () => boolean, what: string, mostMs = 20_000): Promise<void> {
  const endMs = performance.now() + mostMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await pause(20);
  }
}
