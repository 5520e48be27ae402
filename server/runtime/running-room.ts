import type { Client } from "@colyseus/core";
import type { Tick } from "../../shared/machine.ts";
import { CLOSE, type CloseReason } from "../../shared/wire/codes.ts";
import { encodeWelcome, TO_CLIENT } from "../../shared/wire/messages.ts";
import type { OutboundEvent } from "../replication/event-dispatcher.ts";
import type { Admission } from "./admission.ts";
import { ClientSet } from "./client-set.ts";
import { CommandReceiver } from "./command-receiver.ts";
import { Connection, Connections, type SocketClient } from "./connection.ts";
import { DurableRoom, type DurableRoomOptions } from "./durable-room.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { Person, RoomDefinition } from "./room-definition.ts";
import { RoomLifecycle, type RoomLifecycleOptions } from "./room-lifecycle.ts";
import { type Audience, RoomSimulation } from "./room-simulation.ts";
import { openTransfers, type RoomTransfers, type TransferServices } from "./room-transfers.ts";
import { kickSeats, type Seat, SeatLifecycle } from "./seats.ts";

export interface RunningRoomOptions extends DurableRoomOptions, RoomLifecycleOptions {
  readonly metrics: RuntimeMetrics;
  /** Pseudonymous key of the player at an address; the same after a restart. */
  readonly playerKey?: (address: string) => string;
  /** For definitions with transfers. */
  readonly transfers?: TransferServices;
  /** Reports an unexpected error. */
  readonly report: (error: unknown) => void;
}

/** The Colyseus room that holds the sockets. */
export interface RoomSockets {
  readonly roomId: string;
  /** Clients with open sockets. */
  readonly clients: Iterable<Client> & { readonly length: number; get(sessionId: string): Client | undefined };
  readonly clock: { tick(): void };
  /** Whether the room ends by itself when nobody is in it. */
  autoDispose: boolean;
  /** Disconnects a client for good. */
  kickClient(sessionId: string, code: number, reason: string): void;
  /** Ends the room. */
  disconnect(code: number): unknown;
}

/** The public status of a room, for spectating. */
export interface RoomStatus {
  readonly round: number;
  readonly people: number;
  readonly tickHz: number;
  /** Whether its journal keeps up. */
  readonly kept: boolean;
  readonly secret: boolean;
}

/** After this delay an append counts as failed, s. */
const MAX_DURABLE_LAG_S = 2;

/** One room in this process: joins its simulation, seats, clients and journal, and holds no game rule (D5). */
export class RunningRoom<World, Command, Event, Config, Join> implements Audience {
  readonly durable: DurableRoom<World, Command, Event, Config, Join>;
  readonly simulation: RoomSimulation<World, Command, Event, Config, Join>;
  readonly lifecycle: RoomLifecycle<World, Command, Event, Config, Join>;
  readonly clientSet: ClientSet;
  readonly seatLifecycle: SeatLifecycle<Command, Join>;
  /** null: its world has none. */
  readonly transfers: RoomTransfers | null;
  readonly #definition: RoomDefinition<World, Command, Event, Config, Join>;
  readonly #options: RunningRoomOptions;
  readonly #sockets: RoomSockets;
  readonly #connections: Connections;
  readonly #receiver: CommandReceiver<World, Command, Event, Config, Join>;
  /** The round in which it opened. */
  readonly #firstRound: number;

  /** Restores the room or creates a new one. Rejects with an error that clients may see. */
  static async open<World, Command, Event, Config, Join>(
    definition: RoomDefinition<World, Command, Event, Config, Join>,
    options: RunningRoomOptions,
    admission: Admission<Join>,
    sockets: RoomSockets,
  ): Promise<RunningRoom<World, Command, Event, Config, Join>> {
    const durable = await DurableRoom.open(definition, sockets.roomId, options);
    return new RunningRoom(definition, options, admission, sockets, durable);
  }

  private constructor(
    definition: RoomDefinition<World, Command, Event, Config, Join>,
    options: RunningRoomOptions,
    admission: Admission<Join>,
    sockets: RoomSockets,
    durable: DurableRoom<World, Command, Event, Config, Join>,
  ) {
    const { scheduler, metrics } = options;
    const { world, seats, recorder, externalCommands, names } = durable;
    this.#definition = definition;
    this.#options = options;
    this.#sockets = sockets;
    this.durable = durable;
    this.#firstRound = definition.round?.(world) ?? 0;
    const nowMs = () => scheduler.nowMs();
    const simulation = new RoomSimulation(
      definition,
      world,
      seats.count,
      nowMs(),
      recorder,
      this,
      metrics,
      externalCommands,
      names,
    );
    this.simulation = simulation;
    this.lifecycle = new RoomLifecycle(simulation, durable, options, sockets.roomId);
    const put = (command: Command) => this.lifecycle.queueCommand(command);
    this.transfers = openTransfers(definition, options, { sockets, durable, put });
    const kick = (client: Client, row: CloseReason) => this.#kick(client, row);
    this.clientSet = new ClientSet(() => simulation.projection, definition, metrics, kick);
    this.#connections = new Connections(simulation, nowMs);
    const onCommand = (playerKey: string) => this.#recordPlayer(playerKey);
    this.#receiver = new CommandReceiver(simulation, seats, { ...options, onCommand }, kick);
    this.seatLifecycle = new SeatLifecycle({
      admission,
      commands: definition.commands,
      seats,
      names,
      nameOf: definition.naming?.nameOf ?? null,
      recorder,
      metrics,
      queueCommand: (command) => this.lifecycle.queueCommand(command),
      dropCommands: (seat) => simulation.inbox.dropSeat(seat),
    });
  }

  get status(): RoomStatus {
    const definition = this.#definition;
    const { machine } = definition;
    const { world, recorder, seats } = this.durable;
    const lagTicks = machine.tick(world) - recorder.durableTick;
    return {
      round: definition.round?.(world) ?? 1,
      people: seats.occupied,
      tickHz: machine.tickHz,
      kept: lagTicks >= 0 && lagTicks <= MAX_DURABLE_LAG_S * machine.tickHz,
      secret: definition.secret?.(world) ?? false,
    };
  }

  /** Resets the limits per second. Call it once a second. */
  resetRates(): void {
    this.#receiver.resetRates();
  }

  /** Gives a new player a seat. Throws the refusal if there is none. */
  join(client: Client, options: unknown, person: Person): Seat<Join> {
    const seat = this.seatLifecycle.join(client.sessionId, options, person);
    this.#connect(client, seat);
    return seat;
  }

  /** Reconnects a player to the held seat. Throws a refusal if it is no longer theirs. */
  reconnect(client: Client): Seat<Join> {
    const seat = this.seatLifecycle.reconnect(client.sessionId);
    this.#connect(client, seat);
    return seat;
  }

  /** Connects the open socket of a seat. */
  #connect(client: Client, seat: Seat<Join>): void {
    const connection = new Connection(client as SocketClient, this.#connections);
    seat.playerKey = this.#options.playerKey?.(connection.client.sender?.address ?? "") ?? "";
    connection.client.onFrame = (frame) => this.#receiver.receive(frame, connection, seat);
    this.clientSet.open(client, connection, seat.seat, seat.verify, seat.epoch);
    this.#welcome(client, seat);
  }

  #welcome(client: Client, seat: Seat<Join>): void {
    const { machine, patchEveryTicks } = this.#definition;
    const welcome = {
      machine: machine.id,
      version: machine.version,
      seat: seat.seat,
      tick: this.simulation.now,
      tickHz: machine.tickHz,
      patchEveryTicks,
      config: machine.codecs.config.encode(this.durable.config),
    };
    client.sendBytes(TO_CLIENT.welcome, encodeWelcome(welcome));
  }

  #recordPlayer(key: string): void {
    const { players, recorder } = this.durable;
    if (players.add(key)) recorder.roomRecordChanged();
  }

  /** See `CommandTarget`. */
  async putExternal(command: Command): Promise<void> {
    const { name, commands } = this.#definition;
    const id = commands.causationId?.(command) ?? null;
    if (id === null) throw new TypeError(`room ${name}: the command carries no id of an external event`);
    const accepted = this.simulation.inbox.putExternal(id, command);
    this.lifecycle.wake();
    await accepted;
  }

  /** Disconnects the connected players for whom there is a reason; their seats are not held. */
  kick(reasonOf: (seat: Seat<Join>) => CloseReason | null): void {
    kickSeats(this.durable.seats, reasonOf, this.#sockets.clients, (client, row) => this.#kick(client, row));
  }

  #kick(client: Client, row: CloseReason): void {
    this.#sockets.kickClient(client.sessionId, row.code, row.reason);
  }

  // Audience

  get hasClients(): boolean {
    return this.#sockets.clients.length > 0;
  }

  get hasUndurableTransfers(): boolean {
    return this.transfers?.awaitsJournal ?? false;
  }

  get isSending(): boolean {
    return this.clientSet.isSending;
  }

  patch(events: readonly OutboundEvent[]): void {
    const definition = this.#definition;
    const { kickReason } = definition;
    const { world } = this.durable;
    this.#sockets.clock.tick();
    this.transfers?.afterCommit();
    this.clientSet.patch(events);
    this.#connections.sendOverduePongs();
    // After the patch that shows why.
    if (kickReason !== undefined) this.kick(({ seat }) => kickReason(world, seat));
    definition.observe?.(this.#sockets.roomId, world);
    if (!definition.retiring || (definition.round?.(world) ?? 0) === this.#firstRound) return;
    this.clientSet.finish();
    if (this.transfers?.isSettled ?? true) this.#end(CLOSE.otherVersion);
    else this.kick(() => CLOSE.otherVersion);
  }

  sendMore(): void {
    this.clientSet.sendMore();
    this.#connections.sendOverduePongs();
  }

  scheduleDigests(tick: Tick): void {
    this.clientSet.scheduleDigests(tick);
  }

  /** Ends only this room, and gives its clients the reason. */
  onFailure(error: unknown): void {
    // Without the room's id: the log counts what repeats.
    this.#options.report(new Error(`a room of ${this.#definition.name} failed and was closed`, { cause: error }));
    this.#end(this.lifecycle.fail(error));
  }

  #end(row: CloseReason): void {
    this.lifecycle.stop();
    for (const client of [...this.#sockets.clients]) this.#kick(client, row);
    void this.#sockets.disconnect(row.code);
  }

  /** Stops; the next process resumes the room at this tick. */
  suspend(): void {
    this.lifecycle.stop();
    this.clientSet.finish();
    this.lifecycle.suspend();
  }
}
