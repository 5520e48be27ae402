import { isTakenOver, JoinError } from "../../net/index.ts";
import type { Identity } from "../identity/index.ts";
import type {
  Channel,
  ChatMessage,
  CommandResult,
  Lobby,
  LobbyPlayer,
  Match,
  Notice,
  Report,
  Sanction,
} from "./model.ts";

/** `off`: unreachable, or refused; `reason` says why. */
export type LobbyClientStatus = "joining" | "live" | "reconnecting" | "off";

export interface LobbyClientEvents {
  status: undefined;
  people: undefined;
  matches: undefined;
  channel: { readonly name: string; readonly fresh: readonly ChatMessage[] };
  notice: Notice;
  sanction: Sanction;
  report: Report;
}

export interface LobbyClientOptions {
  readonly identity: Identity;
  /**
   * Joins the lobby. Rejects with `JoinError`, or with any other error.
   *
   * @param signal aborts the attempt: it must then neither take a seat nor resume one
   */
  open(signal: AbortSignal): Promise<Lobby>;
  /** Calls `work` after a delay; `setTimeout` by default. */
  readonly schedule?: (work: () => void, ms: number) => void;
}

/** Wait before the first retry, and the longest wait, ms. */
const RETRY_MS = 2_000;
const MAX_RETRY_MS = 60_000;
const TAKEN_OVER = "Another tab has taken this page’s place in the lobby.";
const NOT_CONNECTED: CommandResult = { ok: false, code: 0, reason: "The lobby is not connected right now.", waitMs: 0 };

type Listener<K extends keyof LobbyClientEvents> = (payload: LobbyClientEvents[K]) => void;

/**
 * The page's access to the lobby: joins it, retries after a failure, and joins again when this browser signs in as another
 * player. Open channels stay open.
 */
export class LobbyClient {
  readonly #options: LobbyClientOptions;
  readonly #listeners: { [K in keyof LobbyClientEvents]: Set<Listener<K>> } = {
    status: new Set(),
    people: new Set(),
    matches: new Set(),
    channel: new Set(),
    notice: new Set(),
    sanction: new Set(),
    report: new Set(),
  };
  /** Channels to keep open. */
  readonly #reading = new Set<string>();
  #lobby: Lobby | null = null;
  /** Player, role and name that the lobby was joined with. */
  #joinedAs = "";
  /** The latest attempt to join; results of earlier ones are dropped. */
  #attempt = new AbortController();
  #waitMs = RETRY_MS;
  #reason = "";
  #opening = true;

  constructor(options: LobbyClientOptions) {
    this.#options = options;
    options.identity.subscribe(() => this.#onIdentity());
  }

  get status(): LobbyClientStatus {
    if (this.#lobby !== null && this.#lobby.status !== "closed") return this.#lobby.status;
    return this.#opening ? "joining" : "off";
  }

  /** Why it is `off`, in words for a player. */
  get reason(): string {
    return this.#lobby?.reason || this.#reason;
  }

  /** Id of this player; 0: unknown. */
  get ownPlayer(): number {
    return this.#options.identity.player?.id ?? 0;
  }

  people(): readonly LobbyPlayer[] {
    return this.#lobby?.people() ?? [];
  }

  person(player: number): LobbyPlayer | null {
    return this.#lobby?.person(player) ?? null;
  }

  matches(): readonly Match[] {
    return this.#lobby?.matches() ?? [];
  }

  channel(name: string): Channel | null {
    return this.#lobby?.channel(name) ?? null;
  }

  setReading(channel: string, on: boolean): void {
    if (on === this.#reading.has(channel)) return;
    if (on) this.#reading.add(channel);
    else this.#reading.delete(channel);
    if (on) this.#lobby?.open(channel);
    else this.#lobby?.close(channel);
  }

  say = (channel: string, text: string): Promise<CommandResult> => this.#ask((lobby) => lobby.say(channel, text));
  report = (channel: string, line: number, why: string): Promise<CommandResult> =>
    this.#ask((lobby) => lobby.report(channel, line, why));
  erase = (channel: string, line: number): Promise<CommandResult> => this.#ask((lobby) => lobby.erase(channel, line));
  mute = (player: number, untilS: number, why: string): Promise<CommandResult> =>
    this.#ask((lobby) => lobby.mute(player, untilS, why));
  ban = (player: number, untilS: number, why: string): Promise<CommandResult> =>
    this.#ask((lobby) => lobby.ban(player, untilS, why));

  on<K extends keyof LobbyClientEvents>(kind: K, listener: Listener<K>): () => void {
    this.#listeners[kind].add(listener);
    return () => this.#listeners[kind].delete(listener);
  }

  /** Retries now. */
  retry(): void {
    this.#waitMs = RETRY_MS;
    this.#tryAgain();
  }

  #tryAgain(): void {
    if (this.status !== "off") return;
    const { identity } = this.#options;
    if (identity.status === "known") void this.#join();
    else void identity.start();
  }

  async #ask(command: (lobby: Lobby) => Promise<CommandResult>): Promise<CommandResult> {
    return this.#lobby === null || this.#lobby.status === "closed" ? NOT_CONNECTED : command(this.#lobby);
  }

  #onIdentity(): void {
    const { status, player, reason } = this.#options.identity;
    if (status === "known" && player !== null) {
      // The server reads a seat's name and role only when the seat is taken.
      const joinAs = `${player.id} ${player.role} ${player.name}`;
      if (joinAs !== this.#joinedAs) {
        this.#joinedAs = joinAs;
        void this.#join();
      }
    } else if (status === "unknown" && this.#lobby === null) this.#fail(reason);
  }

  async #join(): Promise<void> {
    const earlier = this.#attempt;
    const attempt = new AbortController();
    this.#attempt = attempt;
    const before = this.#lobby;
    this.#lobby = null;
    this.#opening = true;
    // Neither may report its end: this attempt replaces them.
    earlier.abort();
    before?.leave("");
    this.#notifyAll();
    try {
      const lobby = await this.#options.open(attempt.signal);
      if (attempt !== this.#attempt) lobby.leave("");
      else this.#use(lobby);
    } catch (error) {
      if (attempt === this.#attempt)
        if (error instanceof JoinError) this.#fail(error.message, error.code);
        else this.#fail("The lobby cannot be reached.");
    }
  }

  #use(lobby: Lobby): void {
    this.#lobby = lobby;
    this.#opening = false;
    this.#waitMs = RETRY_MS;
    const isCurrent = (): boolean => this.#lobby === lobby;
    lobby.on("status", (status) => {
      if (!isCurrent()) return;
      this.#notify("status", undefined);
      if (status === "closed") this.#fail(lobby.reason, lobby.code);
    });
    for (const kind of ["people", "matches"] as const)
      lobby.on(kind, () => isCurrent() && this.#notify(kind, undefined));
    for (const kind of ["channel", "notice", "sanction", "report"] as const)
      lobby.on(kind, (payload) => isCurrent() && this.#notify(kind, payload as never));
    for (const channel of this.#reading) lobby.open(channel);
    this.#notifyAll();
  }

  /** Reports the failure and retries later; not if another tab has the seat, as they would take it from each other. */
  #fail(reason: string, code = 0): void {
    this.#lobby = null;
    this.#opening = false;
    this.#reason = isTakenOver(code) ? TAKEN_OVER : reason;
    this.#notifyAll();
    if (isTakenOver(code)) return;
    const attempt = this.#attempt;
    const later = this.#options.schedule ?? ((work, ms) => void setTimeout(work, ms));
    later(() => {
      if (attempt === this.#attempt) this.#tryAgain();
    }, this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, MAX_RETRY_MS);
  }

  #notifyAll(): void {
    this.#notify("status", undefined);
    this.#notify("people", undefined);
    this.#notify("matches", undefined);
    for (const name of this.#reading) this.#notify("channel", { name, fresh: [] });
  }

  #notify<K extends keyof LobbyClientEvents>(kind: K, payload: LobbyClientEvents[K]): void {
    for (const listener of this.#listeners[kind]) listener(payload);
  }
}
