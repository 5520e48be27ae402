import type { LinkStatus } from "../../../client/net/index.ts";
import type {
  Channel,
  ChatMessage,
  CommandResult,
  Lobby,
  LobbyEvents,
  LobbyPlayer,
  Match,
} from "../../../client/shell/lobby/model.ts";

type Hear = (news: never) => void;

/** A lobby without a server: what is said comes back at once, and tests tell the rest. */
export class FakeLobby implements Lobby {
  status: LinkStatus = "live";
  reason = "";
  code = 0;
  /** What was asked for, in order. */
  readonly asked: string[] = [];
  /** The outcome of every order from now on. */
  outcome: CommandResult = { ok: true };
  readonly #me: Pick<LobbyPlayer, "player" | "name" | "role">;
  readonly #hearers = new Map<keyof LobbyEvents, Set<Hear>>();
  readonly #channels = new Map<string, Channel>();
  readonly #kept = new Map<string, ChatMessage[]>();
  #people: readonly LobbyPlayer[] = [];
  #matches: readonly Match[] = [];

  constructor(me: Pick<LobbyPlayer, "player" | "name" | "role">) {
    this.#me = me;
  }

  on<K extends keyof LobbyEvents>(kind: K, hear: (news: LobbyEvents[K]) => void): () => void {
    const hearers = this.#hearers.get(kind) ?? new Set();
    this.#hearers.set(kind, hearers);
    hearers.add(hear as Hear);
    return () => hearers.delete(hear as Hear);
  }

  people = (): readonly LobbyPlayer[] => this.#people;
  person = (player: number): LobbyPlayer | null => this.#people.find((person) => person.player === player) ?? null;
  matches = (): readonly Match[] => this.#matches;
  channels = (): readonly Channel[] => [...this.#channels.values()];
  channel = (name: string): Channel | null => this.#channels.get(name) ?? null;

  open(name: string): void {
    this.asked.push(`open ${name}`);
    this.#set(name, "open", []);
  }

  close(name: string): void {
    this.asked.push(`close ${name}`);
    this.#channels.delete(name);
  }

  async say(channel: string, text: string): Promise<CommandResult> {
    if (this.outcome.ok) this.tell(channel, { ...this.#me, text });
    return this.#did(`say ${channel} ${text}`);
  }

  report = (channel: string, line: number, why: string): Promise<CommandResult> =>
    this.#did(`report ${channel} ${line} ${why}`);

  async erase(channel: string, line: number): Promise<CommandResult> {
    const lines = this.#kept.get(channel) ?? [];
    const erased = lines.map((old) => (old.id === line ? { ...old, text: "", erased: true } : old));
    this.#kept.set(channel, erased);
    this.#set(channel, "open", []);
    return this.#did(`erase ${channel} ${line}`);
  }

  mute = (player: number, untilS: number, why: string): Promise<CommandResult> =>
    this.#did(`mute ${player} ${untilS === 0 ? "no" : "yes"} ${why}`);
  ban = (player: number, untilS: number, why: string): Promise<CommandResult> =>
    this.#did(`ban ${player} ${untilS === 0 ? "no" : "yes"} ${why}`);

  leave(reason: string): void {
    this.asked.push("leave");
    this.turn("closed", reason);
  }

  // What a server would do

  turn(status: LinkStatus, reason = "", code = 0): void {
    this.status = status;
    this.reason = reason;
    this.code = code;
    this.#tell("status", status);
  }

  meet(people: readonly LobbyPlayer[]): void {
    this.#people = people;
    this.#tell("people", undefined);
  }

  play(matches: readonly Match[]): void {
    this.#matches = matches;
    this.#tell("matches", undefined);
  }

  /** Someone says something. @param fresh false: it was said before */
  tell(channel: string, said: Partial<ChatMessage> & { readonly text: string }, fresh = true): void {
    const lines = this.#kept.get(channel) ?? [];
    const line: ChatMessage = {
      ...{ player: 0, name: "Someone", role: 1, atMs: Date.now(), erased: false },
      ...said,
      id: (lines.at(-1)?.id ?? 0) + 1,
    };
    this.#kept.set(channel, [...lines, line].slice(-300));
    if (this.#channels.has(channel)) this.#set(channel, "open", fresh ? [line] : []);
  }

  notify(id: number, body: Readonly<Record<string, unknown>>): void {
    this.#tell("notice", { id, text: JSON.stringify(body) });
  }

  sanction(kind: "mute" | "ban", player: number, untilS: number): void {
    this.#tell("sanction", { kind, player, untilS, by: 1, why: "" });
  }

  reported(report: LobbyEvents["report"]): void {
    this.#tell("report", report);
  }

  #set(name: string, status: Channel["status"], fresh: readonly ChatMessage[]): void {
    this.#channels.set(name, { name, status, messages: this.#kept.get(name) ?? [] });
    this.#tell("channel", { name, fresh });
  }

  async #did(what: string): Promise<CommandResult> {
    this.asked.push(what);
    return this.outcome;
  }

  #tell<K extends keyof LobbyEvents>(kind: K, news: LobbyEvents[K]): void {
    for (const hear of this.#hearers.get(kind) ?? []) (hear as (news: LobbyEvents[K]) => void)(news);
  }
}
