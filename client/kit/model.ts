import type { AnyRules, ClientCommandIn } from "../../shared/kit/index.ts";
import type { Tick } from "../../shared/machine.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { type ReceivedWorld, StateReader } from "../../shared/wire/kit/index.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { decodeEvents, type Pong, type Refusal, type StateCheck, type Welcome } from "../../shared/wire/messages.ts";
import type { Link, LinkHandlers, LinkStatus, StateWithEvents } from "../net/link.ts";
import { blankNet, NetStats } from "../net/net-stats.ts";
import type { Samples } from "../net/samples.ts";
import { Session } from "../net/session.ts";
import { type AnyBlendRule, Corrections, type RowsByTable, waySeconds } from "./corrections.ts";
import { newsOf, Prediction, type PredictionBase, type SentCommand } from "./prediction.ts";
import { TableView } from "./table-view.ts";
import { type AnyRow, type AnyValues, type AnyView, type GameView, type SeatView, secondsFrom } from "./view.ts";

/** After a longer sleep the ticks in between are not made, s. */
const CATCH_UP_S = 0.7;
/** D8: commands for later ticks than this are lost: more were sent than ticks take. */
const MAX_AHEAD_TICKS = 30;
/** D8: events kept for the next view; while nobody looks, the oldest are forgotten. */
const MAX_EVENTS = 256;
const NOBODY: SeatView = { status: "empty", name: "" };
const STALE_VERSION = "This page is of another version than the server. Please reload it.";

export interface GameModelOptions<State> {
  /** A monotonic clock, the one that {@link GameModel.advance} is called with: ms. */
  readonly now: () => number;
  /** Corrections that fade in {@link GameModel.drawnView}. Default: none. */
  readonly blend?: readonly AnyBlendRule[];
  /** Called with every check of the decoded state, and every refusal. */
  readonly onCheck?: (check: StateCheck, state: State) => void;
  readonly onRefusal?: (refusal: Refusal) => void;
}

/**
 * A game of the kit's rules as one player has it: one's own rows predicted, others continued to the same present. Fed by a
 * link; shared by pages and bots.
 */
export class GameModel<R, State extends StateWithEvents = StateWithEvents> implements LinkHandlers<State> {
  readonly session: Session<State>;
  readonly #rules: AnyRules;
  readonly #options: GameModelOptions<State>;
  readonly #stats = new NetStats();
  readonly #tables: readonly TableView[];
  readonly #reader: StateReader;
  #config: AnyValues;
  #prediction: Prediction;
  #seat = -1;
  #state: State | null = null;
  #received: ReceivedWorld | null = null;
  /** Public fields of the world itself, and what continuations may use: other objects when these change. */
  #root: AnyValues;
  #world: AnyValues;
  /** The patch that was taken over last. */
  #shown: ReceivedWorld | null = null;
  #tick: Tick = 0;
  #share = 0;
  readonly #faded: Corrections;
  #fadedMs = 0;
  /** The tick that the newest command is meant for, and how many are. */
  #sentTick: Tick = 0;
  #sentCount = 0;
  /** Since the view before, in order; and whether somebody has seen them. */
  #events: unknown[] = [];
  #isSeen = false;
  readonly #arrived: unknown[] = [];
  readonly #net = blankNet();
  readonly #emptySeats: readonly SeatView[];
  #view: AnyView | null = null;

  constructor(rules: R, link: Link<State>, options: GameModelOptions<State>) {
    this.#rules = rules as unknown as AnyRules;
    this.#options = options;
    this.session = new Session(link);
    this.#tables = this.#rules.fields.tables.map((table) => new TableView(this.#rules, table));
    this.#reader = new StateReader(this.#rules);
    this.#faded = new Corrections(options.blend ?? [], (table) => waySeconds(this.#rules, table));
    this.#config = this.#rules.configOf();
    const { config, ...root } = this.#rules.publicWorld(this.#rules.derived.emptyWorld(this.#config));
    this.#root = root;
    this.#world = { config, ...root };
    this.#emptySeats = Array.from({ length: this.#rules.definition.seats }, () => NOBODY);
    this.#prediction = new Prediction(this.#rules, -1);
    link.listen(this);
  }

  /** How far predictions of one's own rows were off, a sample a patch. */
  get corrections(): Samples {
    return this.#stats.corrections;
  }
  /** How often one's own rows were placed anew since the welcome, which is no correction; see `jumpUnits` of the rules. */
  get jumps(): number {
    return this.#prediction.jumps;
  }
  /** The seat that one has; −1 before the welcome. */
  get seat(): number {
    return this.#seat;
  }
  /** Whether there is something to see. */
  get isReady(): boolean {
    return this.#shown !== null;
  }
  /** Tick of the newest patch. */
  get patchTick(): Tick {
    return this.#received?.tick ?? 0;
  }
  /** Why one's own rows are not predicted although they could be; null: they are. */
  get predictionFault(): unknown {
    return this.#prediction.fault;
  }

  // What the link tells.

  welcome(welcome: Welcome): void {
    const { machine } = this.#rules;
    if (welcome.machine !== machine.id || welcome.version !== machine.version) {
      this.session.link.leave(STALE_VERSION, CLOSE.otherVersion.code);
      return;
    }
    this.#config = machine.codecs.config.decode(welcome.config);
    this.#seat = welcome.seat;
    this.#prediction = new Prediction(this.#rules, welcome.seat);
    this.#world = { config: this.#config, ...this.#root };
    this.#shown = null;
    this.#tick = 0;
    this.#sentTick = 0;
    this.session.welcome(welcome, this.#options.now());
  }

  patch(state: State): void {
    this.#state = state;
    this.#received = this.#reader.read(state);
    this.session.patch(this.#received.tick, this.#options.now());
  }

  events(bytes: Uint8Array): void {
    const { event } = this.#rules.machine.codecs;
    for (const batch of decodeEvents(bytes)) this.#arrived.push(event.decode(batch.bytes));
    if (this.#arrived.length > MAX_EVENTS) this.#arrived.splice(0, this.#arrived.length - MAX_EVENTS);
  }

  pong(pong: Pong): void {
    this.session.pong(pong, this.#options.now());
  }

  refusal(refusal: Refusal): void {
    this.#options.onRefusal?.(refusal);
  }

  check(check: StateCheck): void {
    if (this.#state !== null) this.#options.onCheck?.(check, this.#state);
  }

  status(_status: LinkStatus): void {
    this.#view = null;
  }

  // What the player does.

  /**
   * Sends a command, meant for the next tick that takes one more, in which it is predicted too. Without a live link it is
   * lost.
   */
  send(command: ClientCommandIn<R>): void {
    if (this.#shown === null || this.session.link.status !== "live") return;
    const tick = this.#nextFreeTick();
    if (tick - this.#tick > MAX_AHEAD_TICKS) return;
    this.#sentCount = tick === this.#sentTick ? this.#sentCount + 1 : 1;
    this.#sentTick = tick;
    const { clientCommandCodec } = this.#rules.derived;
    const body = clientCommandCodec.encode(command as SentCommand);
    this.session.command(tick, body);
    // Predicted as the server reads it: −0 is 0.
    this.#prediction.record(tick, clientCommandCodec.decode(body) as SentCommand);
  }

  /** The first tick to come that takes one more of one's commands. */
  #nextFreeTick(): Tick {
    const isFull = this.#sentCount === ROOM_LIMITS.commandsPerTick;
    return Math.max(this.#tick + 1, this.#sentTick + (isFull ? 1 : 0));
  }

  leave(): void {
    this.session.link.leave("You left.");
  }

  // What the player sees.

  /** Goes on to a moment: pings, takes over what came, and predicts. Call it once a frame. */
  advance(nowMs: number): void {
    this.session.update(nowMs);
    this.#faded.fade((nowMs - this.#fadedMs) / 1_000);
    this.#fadedMs = nowMs;
    if (this.#seat >= 0 && this.#received !== null) this.#move(this.#received, nowMs);
    this.#stats.show(this.session, nowMs, this.#net);
    if (this.#isSeen) this.#events = [];
    this.#isSeen = false;
    this.#events.push(...this.#arrived.splice(0));
    if (this.#events.length > MAX_EVENTS) this.#events.splice(0, this.#events.length - MAX_EVENTS);
    this.#view = null;
  }

  #move(received: ReceivedWorld, nowMs: number): void {
    const present = Math.max(0, this.session.clock.present(nowMs));
    const tick = Math.floor(present);
    const hasJumped = Math.abs(tick - this.#tick) > CATCH_UP_S * this.session.tickHz || tick < this.#tick - 1;
    this.#tick = hasJumped ? tick : Math.max(this.#tick, tick);
    this.#share = Math.max(0, Math.min(1, present - this.#tick));
    if (hasJumped) this.#faded.clear();
    if (received !== this.#shown) {
      const before = hasJumped || this.#shown === null ? null : this.#rowsThatFade();
      this.#takeOver(received, nowMs);
      if (before !== null) this.#faded.add(before, this.#rowsThatFade(), this.#root);
    }
    this.#prediction.advance(this.#tick);
  }

  /** Rows as they are shown at this tick with what has been taken over. */
  #rowsThatFade(): RowsByTable {
    const { tables } = this.#faded;
    if (tables.length === 0) return {};
    this.#prediction.advance(this.#tick);
    return this.#rows((name) => tables.includes(name));
  }

  #takeOver(received: ReceivedWorld, nowMs: number): void {
    const before = this.#shown;
    this.#shown = received;
    if (received.root !== this.#root) {
      this.#root = received.root;
      this.#world = { config: this.#config, ...this.#root };
    }
    for (const table of this.#tables) table.receive(received, this.#seat);
    const news = before === null ? "world" : newsOf(before, received);
    const correction = this.#prediction.rebase(this.#baseOf(received), received.tick, news);
    if (correction !== null) this.#stats.addCorrection(correction, nowMs);
  }

  #baseOf({ tick, seats, root }: ReceivedWorld): PredictionBase {
    const [config, world] = [this.#config, this.#world];
    const known = (table: TableView) => [table.name, table.known(tick, world)] as const;
    // Who is too far off to be sent is not there, instead of where rows begin.
    const isKnown = (seat: number) => this.#tables.every((of) => !of.isContinued || !of.isPerSeat || of.has(seat));
    const near = () => seats.map((of, seat) => (isKnown(seat) ? of : NOBODY));
    return {
      known: () => ({ tick, config, seats: near(), root, tables: Object.fromEntries(this.#tables.map(known)) }),
      own: (name) => this.#tableOf(name)?.own(tick, world) ?? null,
      others: (name, at) => this.#tableOf(name)?.others(at, world) ?? [],
    };
  }

  /** What is to be seen at the moment of the last {@link advance}. */
  view(): GameView<R> {
    this.#view ??= this.#newView();
    this.#isSeen = true;
    return this.#view as unknown as GameView<R>;
  }

  #newView(): AnyView {
    const prediction = this.#prediction;
    const tick = this.#tick + this.#share;
    return {
      tick,
      secondsTo: secondsFrom(tick, this.#rules),
      seat: this.#seat,
      seats: this.#shown?.seats ?? this.#emptySeats,
      config: this.#config,
      world: this.#root,
      rows: this.#rows(),
      next: (name, id) => this.#tableOf(name)?.next(id, prediction.next(name)) ?? null,
      events: this.#events,
      net: { ...this.#net },
    };
  }

  #rows(isWanted: (table: string) => boolean = () => true): RowsByTable {
    const [tick, world, prediction] = [this.#tick, this.#world, this.#prediction];
    const wanted = this.#tables.filter(({ name }) => isWanted(name));
    return Object.fromEntries(wanted.map((of) => [of.name, of.show(tick, world, prediction.now(of.name))]));
  }

  /** The same with corrections that fade, for drawing: numbers in rows may be fractions. */
  drawnView(): GameView<R> {
    const moving = this.#faded.tables.filter((table) => !this.#faded.isStill(table));
    if (moving.length === 0) return this.view();
    const view = this.view() as unknown as AnyView;
    const drawn = (table: string, row: AnyRow) => this.#faded.drawn(table, row, this.#root);
    const tables = moving.map((name) => [name, view.rows[name].map((row) => drawn(name, row))]);
    const next = (table: string, id: number) => {
      const row = view.next(table, id);
      return row && drawn(table, row);
    };
    return { ...view, rows: { ...view.rows, ...Object.fromEntries(tables) }, next } as unknown as GameView<R>;
  }

  #tableOf(name: string): TableView | undefined {
    return this.#tables.find((table) => table.name === name);
  }
}
