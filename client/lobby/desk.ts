import type { Identity } from "../identity/index.ts";
import { isTakenOver, JoinError } from "../net/index.ts";
import type { Channel, Line, Lobby, Match, Notice, Outcome, Person, Report, Sanction } from "./model.ts";

/** `off`: not reached, or refused; `reason` says why. */
export type DeskStatus = "joining" | "live" | "reconnecting" | "off";

export interface DeskNews {
  status: undefined;
  people: undefined;
  matches: undefined;
  channel: { readonly name: string; readonly fresh: readonly Line[] };
  notice: Notice;
  sanction: Sanction;
  report: Report;
}

export interface DeskOptions {
  readonly identity: Identity;
  /**
   * Rejects with `JoinError`, or with whatever else went wrong.
   *
   * @param given aborted when the try is given up: it must take no seat any more, and none from the next one
   */
  open(given: AbortSignal): Promise<Lobby>;
  /** Calls `work` after a time; a stand-in in tests. */
  readonly later?: (work: () => void, ms: number) => void;
}

/** How long until the lobby is tried again by itself, ms: the first time, and at the most. */
const RETRY_MS = 2_000;
const RETRY_MOST_MS = 60_000;
const TAKEN_OVER = "Another tab has this page’s place in the lobby.";
const NOT_HERE: Outcome = { ok: false, code: 0, reason: "The lobby is not connected now.", waitMs: 0 };

type Hear<K extends keyof DeskNews> = (news: DeskNews[K]) => void;

/**
 * The lobby as long as the page lives: reached when it can be, tried again when not, entered anew when this browser is
 * another player. What was read goes on being read.
 */
export class LobbyDesk {
  readonly #options: DeskOptions;
  readonly #hearers: { [K in keyof DeskNews]: Set<Hear<K>> } = {
    status: new Set(),
    people: new Set(),
    matches: new Set(),
    channel: new Set(),
    notice: new Set(),
    sanction: new Set(),
    report: new Set(),
  };
  readonly #read = new Set<string>();
  #lobby: Lobby | null = null;
  /** Who the lobby, or the try to reach it, is for: player and name. */
  #for = "";
  /** Of the last try: an answer to one before is not taken. */
  #try = new AbortController();
  #waitMs = RETRY_MS;
  #reason = "";
  #opening = true;

  constructor(options: DeskOptions) {
    this.#options = options;
    options.identity.subscribe(() => this.#onIdentity());
  }

  get status(): DeskStatus {
    if (this.#lobby !== null && this.#lobby.status !== "closed") return this.#lobby.status;
    return this.#opening ? "joining" : "off";
  }

  /** Why it is `off`, in words. */
  get reason(): string {
    return this.#lobby?.reason || this.#reason;
  }

  /** This player; 0: not known. */
  get own(): number {
    return this.#options.identity.player?.id ?? 0;
  }

  people(): readonly Person[] {
    return this.#lobby?.people() ?? [];
  }

  person(player: number): Person | null {
    return this.#lobby?.person(player) ?? null;
  }

  matches(): readonly Match[] {
    return this.#lobby?.matches() ?? [];
  }

  channel(name: string): Channel | null {
    return this.#lobby?.channel(name) ?? null;
  }

  read(channel: string, on: boolean): void {
    if (on === this.#read.has(channel)) return;
    if (on) this.#read.add(channel);
    else this.#read.delete(channel);
    if (on) this.#lobby?.open(channel);
    else this.#lobby?.close(channel);
  }

  say = (channel: string, text: string): Promise<Outcome> => this.#ask((lobby) => lobby.say(channel, text));
  report = (channel: string, line: number, why: string): Promise<Outcome> =>
    this.#ask((lobby) => lobby.report(channel, line, why));
  erase = (channel: string, line: number): Promise<Outcome> => this.#ask((lobby) => lobby.erase(channel, line));
  mute = (player: number, untilS: number, why: string): Promise<Outcome> =>
    this.#ask((lobby) => lobby.mute(player, untilS, why));
  ban = (player: number, untilS: number, why: string): Promise<Outcome> =>
    this.#ask((lobby) => lobby.ban(player, untilS, why));

  on<K extends keyof DeskNews>(kind: K, hear: Hear<K>): () => void {
    this.#hearers[kind].add(hear);
    return () => this.#hearers[kind].delete(hear);
  }

  /** Tries at once. */
  retry(): void {
    this.#waitMs = RETRY_MS;
    this.#again();
  }

  #again(): void {
    if (this.status !== "off") return;
    const { identity } = this.#options;
    if (identity.status === "known") void this.#enter();
    else void identity.start();
  }

  async #ask(what: (lobby: Lobby) => Promise<Outcome>): Promise<Outcome> {
    return this.#lobby === null || this.#lobby.status === "closed" ? NOT_HERE : what(this.#lobby);
  }

  #onIdentity(): void {
    const { status, player, reason } = this.#options.identity;
    if (status === "known" && player !== null) {
      // The server names a seat when it is taken.
      const now = `${player.id} ${player.role} ${player.name}`;
      if (now !== this.#for) {
        this.#for = now;
        void this.#enter();
      }
    } else if (status === "unknown" && this.#lobby === null) this.#fail(reason);
  }

  async #enter(): Promise<void> {
    const earlier = this.#try;
    const attempt = new AbortController();
    this.#try = attempt;
    const before = this.#lobby;
    this.#lobby = null;
    this.#opening = true;
    // What either says of its end is not this try's.
    earlier.abort();
    before?.leave("");
    this.#tellAll();
    try {
      const lobby = await this.#options.open(attempt.signal);
      if (attempt !== this.#try) lobby.leave("");
      else this.#use(lobby);
    } catch (error) {
      if (attempt === this.#try)
        if (error instanceof JoinError) this.#fail(error.message, error.code);
        else this.#fail("The lobby cannot be reached.");
    }
  }

  #use(lobby: Lobby): void {
    this.#lobby = lobby;
    this.#opening = false;
    this.#waitMs = RETRY_MS;
    const mine = (): boolean => this.#lobby === lobby;
    lobby.on("status", (status) => {
      if (!mine()) return;
      this.#tell("status", undefined);
      if (status === "closed") this.#fail(lobby.reason, lobby.code);
    });
    for (const kind of ["people", "matches"] as const) lobby.on(kind, () => mine() && this.#tell(kind, undefined));
    for (const kind of ["channel", "notice", "sanction", "report"] as const)
      lobby.on(kind, (news) => mine() && this.#tell(kind, news as never));
    for (const channel of this.#read) lobby.open(channel);
    this.#tellAll();
  }

  /** Says so, and tries again by and by; not where another tab would lose what this one gets. */
  #fail(reason: string, code = 0): void {
    this.#lobby = null;
    this.#opening = false;
    this.#reason = isTakenOver(code) ? TAKEN_OVER : reason;
    this.#tellAll();
    if (isTakenOver(code)) return;
    const attempt = this.#try;
    const later = this.#options.later ?? ((work, ms) => void setTimeout(work, ms));
    later(() => {
      if (attempt === this.#try) this.#again();
    }, this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, RETRY_MOST_MS);
  }

  #tellAll(): void {
    this.#tell("status", undefined);
    this.#tell("people", undefined);
    this.#tell("matches", undefined);
    for (const name of this.#read) this.#tell("channel", { name, fresh: [] });
  }

  #tell<K extends keyof DeskNews>(kind: K, news: DeskNews[K]): void {
    for (const hear of this.#hearers[kind]) hear(news);
  }
}
