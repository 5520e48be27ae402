import { eventCodec } from "../../../shared/games/lobby/codecs.ts";
import type { Event } from "../../../shared/games/lobby/event.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../../shared/games/lobby/wire/client-command.ts";
import type { LobbyState } from "../../../shared/games/lobby/wire/state.ts";
import { decodeEvents, type Welcome } from "../../../shared/wire/messages.ts";
import type { Link, LinkStatus } from "../../net/index.ts";
import type { Channel, CommandResult, Lobby, LobbyEvents, LobbyPlayer, Match } from "../../shell/lobby/model.ts";
import { Channels } from "./channels.ts";
import { PendingRequests } from "./pending-requests.ts";
import { unansweredResult } from "./results.ts";
import { matchesOf, peopleOf } from "./state-views.ts";

const NONCES = 0xffff_ffff;
/** How many notice ids to remember, to drop repeats. */
const MAX_NOTICE_IDS = 1_000;

export interface LobbyLinkOptions {
  /** A monotonic clock, ms; {@link Match.endsAtMs} is on it. */
  readonly nowMs: () => number;
  /** First nonce, below 2³². */
  readonly firstNonce: number;
}

/** The lobby over one link. Call {@link update} several times a second. */
export class LobbyLink implements Lobby {
  readonly #link: Link<LobbyState>;
  readonly #options: LobbyLinkOptions;
  readonly #listeners = new Map<keyof LobbyEvents, Set<(payload: never) => void>>();
  readonly #channels: Channels;
  readonly #requests = new PendingRequests();
  readonly #noticeIds = new Set<number>();
  #nonce: number;
  #seat = -1;
  #state: LobbyState | null = null;
  /** The newest tick of the lobby known, and when it arrived. */
  #tick = 0;
  #tickMs = 0;
  #msPerTick = 100;
  /** The state changed since the list was built from it. */
  #stale = { people: true, matches: true };
  /** The state changed since listeners were notified. */
  #changed = { people: false, matches: false };
  #people: readonly LobbyPlayer[] = [];
  #matches: readonly Match[] = [];

  constructor(link: Link<LobbyState>, options: LobbyLinkOptions) {
    this.#link = link;
    this.#options = options;
    this.#nonce = options.firstNonce;
    this.#channels = new Channels({
      isLive: () => this.status === "live",
      requestHistory: (channel, after) => {
        const nonce = this.#nextNonce();
        this.#send({ type: "open", channel, after, nonce });
        return nonce;
      },
      onChanged: (name, fresh) => this.#notify("channel", { name, fresh }),
    });
    link.listen({
      welcome: (welcome) => this.#onWelcome(welcome),
      patch: (state) => this.#onPatch(state),
      events: (bytes) => {
        for (const batch of decodeEvents(bytes)) this.#onEvent(eventCodec.decode(batch.bytes));
      },
      status: (status) => this.#onStatus(status),
      pong() {},
      refusal() {},
      check() {},
    });
  }

  get status(): LinkStatus {
    return this.#link.status;
  }

  get reason(): string {
    return this.#link.reason;
  }

  get code(): number {
    return this.#link.code ?? 0;
  }

  /** Id of this link's player; 0: not known yet. */
  get player(): number {
    return this.#state?.people.get(`${this.#seat}`)?.player ?? 0;
  }

  on<K extends keyof LobbyEvents>(kind: K, listener: (payload: LobbyEvents[K]) => void): () => void {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners);
    listeners.add(listener as (payload: never) => void);
    return () => void listeners.delete(listener as (payload: never) => void);
  }

  people(): readonly LobbyPlayer[] {
    if (this.#stale.people && this.#state !== null) {
      this.#people = peopleOf(this.#state);
      this.#stale.people = false;
    }
    return this.#people;
  }

  person(player: number): LobbyPlayer | null {
    return this.people().find((person) => person.player === player) ?? null;
  }

  matches(): readonly Match[] {
    if (this.#stale.matches && this.#state !== null) {
      this.#matches = matchesOf(this.#state, (tick) => this.#tickMs + (tick - this.#tick) * this.#msPerTick);
      this.#stale.matches = false;
    }
    return this.#matches;
  }

  channels(): readonly Channel[] {
    return this.#channels.list();
  }

  channel(name: string): Channel | null {
    return this.#channels.get(name);
  }

  open(channel: string): void {
    this.#channels.open(channel);
  }

  close(channel: string): void {
    if (this.#channels.close(channel)) this.#send({ type: "close", channel });
  }

  say(channel: string, text: string): Promise<CommandResult> {
    return this.#request({ type: "say", channel, text, nonce: this.#nextNonce() });
  }

  report(channel: string, line: number, why: string): Promise<CommandResult> {
    return this.#request({ type: "report", channel, line, why, nonce: this.#nextNonce() });
  }

  erase(channel: string, line: number): Promise<CommandResult> {
    return this.#request({ type: "erase", channel, line, nonce: this.#nextNonce() });
  }

  mute(player: number, untilS: number, why: string): Promise<CommandResult> {
    return this.#request({ type: "mute", player, untilS, why, nonce: this.#nextNonce() });
  }

  ban(player: number, untilS: number, why: string): Promise<CommandResult> {
    return this.#request({ type: "ban", player, untilS, why, nonce: this.#nextNonce() });
  }

  leave(reason: string): void {
    this.#link.leave(reason);
  }

  /** Retries requests, and notifies listeners of changes of the state. */
  update(): void {
    const nowMs = this.#options.nowMs();
    this.#requests.update(nowMs);
    this.#channels.update(nowMs);
    for (const kind of ["people", "matches"] as const) {
      if (!this.#changed[kind]) continue;
      this.#changed[kind] = false;
      this.#notify(kind, undefined);
    }
  }

  #nextNonce(): number {
    this.#nonce = (this.#nonce + 1) % NONCES;
    return this.#nonce;
  }

  #request(command: Parameters<PendingRequests["add"]>[0]): Promise<CommandResult> {
    if (this.status !== "live") return Promise.resolve(unansweredResult("You are not connected."));
    const answer = this.#requests.add(command, this.#options.nowMs());
    this.#send(command);
    return answer;
  }

  #send(command: LobbyClientCommand): void {
    // Tick 0: apply it in the next tick.
    this.#link.sendCommand(0, encodeLobbyCommand(command));
  }

  #onWelcome({ seat, tick, tickHz }: Welcome): void {
    this.#seat = seat;
    this.#msPerTick = 1000 / tickHz;
    this.#setTick(tick);
  }

  #setTick(tick: number): void {
    if (tick === this.#tick) return;
    this.#tick = tick;
    this.#tickMs = this.#options.nowMs();
  }

  #onStatus(status: LinkStatus): void {
    if (status === "live") this.#channels.resume();
    if (status === "closed") this.#requests.failAll("You are not connected.");
    this.#notify("status", status);
  }

  #onPatch(state: LobbyState): void {
    this.#state = state;
    this.#setTick(state.tick);
    this.#stale.people = this.#stale.matches = true;
    this.#changed.people = this.#changed.matches = true;
  }

  #onEvent(event: Event): void {
    this.#requests.onEvent(event, this.player);
    switch (event.type) {
      case "line":
        this.#channels.onLine(event);
        break;
      case "opened":
        this.#channels.onOpened(event);
        break;
      case "closed":
        this.#channels.onClosed(event.channel);
        break;
      case "erased":
        this.#channels.onErased(event.channel, event.line);
        break;
      case "refused": {
        const { nonce, code, waitTicks } = event;
        this.#channels.onRefused(nonce, code, waitTicks * this.#msPerTick, this.#options.nowMs());
        break;
      }
      case "notice":
        this.#onNotice(event);
        break;
      case "muted":
      case "banned": {
        const { player, untilS, by, why } = event;
        this.#notify("sanction", { kind: event.type === "muted" ? "mute" : "ban", player, untilS, by, why });
        break;
      }
      case "reported": {
        const { channel, line, player, by, text, why } = event;
        this.#notify("report", { channel, line, player, by, text, why });
        break;
      }
    }
  }

  #onNotice({ id, text }: Extract<Event, { type: "notice" }>): void {
    if (this.#noticeIds.has(id)) return;
    this.#noticeIds.add(id);
    if (this.#noticeIds.size > MAX_NOTICE_IDS)
      for (const oldest of this.#noticeIds) {
        this.#noticeIds.delete(oldest);
        break;
      }
    this.#notify("notice", { id, text });
  }

  #notify<K extends keyof LobbyEvents>(kind: K, payload: LobbyEvents[K]): void {
    for (const listener of [...(this.#listeners.get(kind) ?? [])])
      (listener as (payload: LobbyEvents[K]) => void)(payload);
  }
}
