import { eventCodec } from "../../shared/lobby/codecs.ts";
import type { Event } from "../../shared/lobby/event.ts";
import type { LobbyState } from "../../shared/wire/lobby.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../shared/wire/lobby-command.ts";
import { decodeEvents, type Welcome } from "../../shared/wire/messages.ts";
import type { Link, LinkStatus } from "../net/index.ts";
import { Channels } from "./channels.ts";
import type { Channel, Lobby, LobbyNews, Match, Outcome, Person } from "./model.ts";
import { unanswered } from "./refusal-words.ts";
import { Requests } from "./requests.ts";
import { matchesOf, peopleOf } from "./roster.ts";

const NONCES = 0xffff_ffff;
/** Numbers of notices that are told from repeated ones. */
const NOTICES_KEPT = 1_000;

export interface LobbyLinkHost {
  /** Any clock that goes on, ms; match ends are told on it. */
  readonly nowMs: () => number;
  /** Where nonces begin, below 2³². */
  readonly firstNonce: number;
}

/** The lobby over one link. Call {@link update} some times a second. */
export class LobbyLink implements Lobby {
  readonly #link: Link<LobbyState>;
  readonly #host: LobbyLinkHost;
  readonly #hearers = new Map<keyof LobbyNews, Set<(news: never) => void>>();
  readonly #channels: Channels;
  readonly #requests = new Requests();
  readonly #notices = new Set<number>();
  #nonce: number;
  #seat = -1;
  #state: LobbyState | null = null;
  /** A tick of the lobby, and when it was. */
  #tick = 0;
  #tickMs = 0;
  #tickMsPer = 100;
  /** Whether the state changed since it was looked at; and since listeners were told. */
  #stale = { people: true, matches: true };
  #untold = { people: false, matches: false };
  #people: readonly Person[] = [];
  #matches: readonly Match[] = [];

  constructor(link: Link<LobbyState>, host: LobbyLinkHost) {
    this.#link = link;
    this.#host = host;
    this.#nonce = host.firstNonce;
    this.#channels = new Channels({
      live: () => this.status === "live",
      ask: (channel, after) => {
        const nonce = this.#next();
        this.#send({ type: "open", channel, after, nonce });
        return nonce;
      },
      changed: (name, fresh) => this.#tell("channel", { name, fresh }),
    });
    link.listen({
      welcome: (welcome) => this.#welcome(welcome),
      patch: (state) => this.#patch(state),
      events: (bytes) => {
        for (const batch of decodeEvents(bytes)) this.#hear(eventCodec.decode(batch.bytes));
      },
      status: (status) => this.#statusChanged(status),
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

  /** Id of whoever has this link; 0: not known yet. */
  get player(): number {
    return this.#state?.people.get(`${this.#seat}`)?.player ?? 0;
  }

  on<K extends keyof LobbyNews>(kind: K, hear: (news: LobbyNews[K]) => void): () => void {
    const hearers = this.#hearers.get(kind) ?? new Set();
    this.#hearers.set(kind, hearers);
    hearers.add(hear as (news: never) => void);
    return () => void hearers.delete(hear as (news: never) => void);
  }

  people(): readonly Person[] {
    if (this.#stale.people && this.#state !== null) {
      this.#people = peopleOf(this.#state);
      this.#stale.people = false;
    }
    return this.#people;
  }

  person(player: number): Person | null {
    return this.people().find((person) => person.player === player) ?? null;
  }

  matches(): readonly Match[] {
    if (this.#stale.matches && this.#state !== null) {
      this.#matches = matchesOf(this.#state, (tick) => this.#tickMs + (tick - this.#tick) * this.#tickMsPer);
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

  say(channel: string, text: string): Promise<Outcome> {
    return this.#request({ type: "say", channel, text, nonce: this.#next() });
  }

  report(channel: string, line: number, why: string): Promise<Outcome> {
    return this.#request({ type: "report", channel, line, why, nonce: this.#next() });
  }

  erase(channel: string, line: number): Promise<Outcome> {
    return this.#request({ type: "erase", channel, line, nonce: this.#next() });
  }

  mute(player: number, untilS: number, why: string): Promise<Outcome> {
    return this.#request({ type: "mute", player, untilS, why, nonce: this.#next() });
  }

  ban(player: number, untilS: number, why: string): Promise<Outcome> {
    return this.#request({ type: "ban", player, untilS, why, nonce: this.#next() });
  }

  leave(reason: string): void {
    this.#link.leave(reason);
  }

  /** Asks again for what did not come, and tells who and what is new. */
  update(): void {
    const nowMs = this.#host.nowMs();
    this.#requests.update(nowMs);
    this.#channels.update(nowMs);
    for (const kind of ["people", "matches"] as const) {
      if (!this.#untold[kind]) continue;
      this.#untold[kind] = false;
      this.#tell(kind, undefined);
    }
  }

  #next(): number {
    this.#nonce = (this.#nonce + 1) % NONCES;
    return this.#nonce;
  }

  #request(command: Parameters<Requests["put"]>[0]): Promise<Outcome> {
    if (this.status !== "live") return Promise.resolve(unanswered("You are not connected."));
    const answer = this.#requests.put(command, this.#host.nowMs());
    this.#send(command);
    return answer;
  }

  #send(command: LobbyClientCommand): void {
    // For the next tick, whichever it is.
    this.#link.sendCommand(0, encodeLobbyCommand(command));
  }

  #welcome({ seat, tick, tickHz }: Welcome): void {
    this.#seat = seat;
    this.#tickMsPer = 1000 / tickHz;
    this.#setTick(tick);
  }

  #setTick(tick: number): void {
    if (tick === this.#tick) return;
    this.#tick = tick;
    this.#tickMs = this.#host.nowMs();
  }

  #statusChanged(status: LinkStatus): void {
    if (status === "live") this.#channels.resume();
    if (status === "closed") this.#requests.end("You are not connected.");
    this.#tell("status", status);
  }

  #patch(state: LobbyState): void {
    this.#state = state;
    this.#setTick(state.tick);
    this.#stale.people = this.#stale.matches = true;
    this.#untold.people = this.#untold.matches = true;
  }

  #hear(event: Event): void {
    this.#requests.hear(event, this.player);
    switch (event.type) {
      case "line":
        this.#channels.line(event);
        break;
      case "opened":
        this.#channels.opened(event);
        break;
      case "closed":
        this.#channels.closed(event.channel);
        break;
      case "erased":
        this.#channels.erased(event.channel, event.line);
        break;
      case "refused": {
        const { nonce, code, waitTicks } = event;
        this.#channels.refused(nonce, code, waitTicks * this.#tickMsPer, this.#host.nowMs());
        break;
      }
      case "notice":
        this.#notice(event);
        break;
      case "muted":
      case "banned": {
        const { player, untilS, by, why } = event;
        this.#tell("sanction", { kind: event.type === "muted" ? "mute" : "ban", player, untilS, by, why });
        break;
      }
      case "reported": {
        const { channel, line, player, by, text, why } = event;
        this.#tell("report", { channel, line, player, by, text, why });
        break;
      }
    }
  }

  #notice({ id, text }: Extract<Event, { type: "notice" }>): void {
    if (this.#notices.has(id)) return;
    this.#notices.add(id);
    if (this.#notices.size > NOTICES_KEPT)
      for (const oldest of this.#notices) {
        this.#notices.delete(oldest);
        break;
      }
    this.#tell("notice", { id, text });
  }

  #tell<K extends keyof LobbyNews>(kind: K, news: LobbyNews[K]): void {
    for (const hear of [...(this.#hearers.get(kind) ?? [])]) (hear as (news: LobbyNews[K]) => void)(news);
  }
}
