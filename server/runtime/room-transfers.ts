import type { Tick } from "../../shared/machine.ts";
import { hasOpenTransfers, type TransferMessage, type Transfers } from "../../shared/transfers/index.ts";
import type { Clock } from "../clock.ts";
import { RetryLater } from "../outbox/index.ts";
import { Courier, decodeMessage, type TransferNetwork, type TransferringRooms } from "../transfers/index.ts";
import type { RuntimeMetrics } from "./metrics.ts";

/** How the rooms of a process send each other transfers. */
export interface TransferServices {
  readonly network: TransferNetwork;
  readonly rooms: TransferringRooms;
  readonly clock: Clock;
}

/** A room type whose world has transfers. */
export interface TransferDefinition<World, Command> {
  /** The part of the world that `shared/transfers` keeps. */
  of(world: World): Transfers;
  /** The machine's command that takes the message. Clients must not be able to send it. */
  command(message: TransferMessage): Command;
  /**
   * Name of the standing room that gets what a room of this type had in escrow when it was set aside, and what its
   * receiver refused. It learns the sender from `returnedFrom`. Default: it stays with the server's operator.
   */
  readonly heir?: string;
}

export interface RoomTransfersOptions {
  readonly roomId: string;
  readonly services: TransferServices;
  readonly current: () => Transfers;
  /** Queues a message for the next tick and wakes the room. */
  readonly put: (message: TransferMessage) => void;
  /** Whether the world's current tick is durable. */
  readonly isDurable: () => boolean;
  readonly hasClients: () => boolean;
  /** Whether the room may end by itself once nobody is in it. */
  readonly allowDisposal: (allowed: boolean) => void;
  readonly metrics: Pick<RuntimeMetrics, "externalRefused">;
  readonly report: (error: unknown) => void;
}

/** One room's transfers: its courier, and the time for which the room stays open for them. */
export class RoomTransfers {
  readonly #options: RoomTransfersOptions;
  readonly #courier: Courier;

  constructor(options: RoomTransfersOptions) {
    const { roomId: address, services, current, put, report } = options;
    const { network, clock } = services;
    this.#options = options;
    const hold = () => options.allowDisposal(false);
    this.#courier = new Courier({
      address,
      clock,
      network,
      current,
      report,
      put(message) {
        hold();
        put(message);
      },
    });
    services.rooms.opened(this);
  }

  get inEscrow(): number {
    return this.#options.current().open.length;
  }

  /** Call it at the start and after each commit. */
  afterCommit(): void {
    const { roomId, services, isDurable, hasClients, allowDisposal } = this.#options;
    this.#courier.update(isDurable());
    const lingers = !this.#courier.isSettled && !hasClients();
    if (!lingers) services.rooms.endLingering(roomId);
    // Not while somebody is here: it would set a timer each time, and a room with one closes later.
    allowDisposal(lingers ? !services.rooms.linger(roomId) : !hasClients());
  }

  /** A player leaves: the step that takes this may start a transfer, so the room must not end before it. */
  onLeave(): void {
    this.#options.allowDisposal(false);
  }

  /** Whether the tables are ahead of what is durable, so that the room must not sleep. */
  get awaitsJournal(): boolean {
    return !this.#courier.isDurable;
  }

  get isSettled(): boolean {
    return this.#courier.isSettled;
  }

  /** Takes a message of another room, see `RoomCalls`. */
  async receive(text: string): Promise<void> {
    try {
      await this.#courier.receive(decodeMessage(text));
    } catch (error) {
      if (error instanceof RetryLater) this.#options.metrics.externalRefused();
      throw error;
    }
  }

  close(): void {
    this.#courier.close();
    const { roomId, services } = this.#options;
    services.rooms.endLingering(roomId);
    services.rooms.closed(this);
  }
}

/** The room that has the transfers. */
export interface TransferringRoom<World, Command> {
  readonly sockets: {
    readonly roomId: string;
    readonly clients: { readonly length: number };
    autoDispose: boolean;
  };
  readonly durable: { readonly world: World; readonly recorder: { readonly durableTick: Tick } };
  /** Queues a command for the next tick and wakes the room. */
  readonly put: (command: Command) => void;
}

export interface OpenTransfersOptions extends Pick<RoomTransfersOptions, "metrics" | "report"> {
  readonly transfers?: TransferServices;
}

/** Opens a room's transfers; null: its type has none. */
export function openTransfers<World, Command>(
  definition: {
    readonly machine: { tick(world: World): Tick };
    readonly singleton?: boolean;
    readonly transfers?: TransferDefinition<World, Command>;
  },
  { transfers: services, metrics, report }: OpenTransfersOptions,
  { sockets, durable, put }: TransferringRoom<World, Command>,
): RoomTransfers | null {
  const { machine, singleton = false, transfers } = definition;
  if (transfers === undefined || services === undefined) return null;
  return new RoomTransfers({
    roomId: sockets.roomId,
    services,
    metrics,
    report,
    current: () => transfers.of(durable.world),
    put: (message) => put(transfers.command(message)),
    isDurable: () => durable.recorder.durableTick >= machine.tick(durable.world),
    hasClients: () => sockets.clients.length > 0,
    allowDisposal(allowed) {
      sockets.autoDispose = allowed && !singleton;
    },
  });
}

/** Whether a world has open transfers. */
export function isTransferring(transfers: Transfers | undefined): boolean {
  return transfers !== undefined && hasOpenTransfers(transfers);
}
