import { matchMaker } from "@colyseus/core";
import type { Codec } from "../../shared/machine.ts";
import type { Consumer, Delivery, EventId } from "../outbox/index.ts";

/** A room that takes commands of other rooms and services. */
export interface Receiver<Command> {
  /**
   * A command that carries what caused it, see `cause` of its definition, for the next tick, however often it comes: the
   * events of one source in their order. Resolves once it is as durable as the room; rejects when it has to come again,
   * before later ones.
   */
  putFrom(command: Command): Promise<void>;
}

/** A consumer that makes commands for another room of this process of a room's events. */
export function forwarding<Event, Command>(settings: {
  readonly name: string;
  /** Of the machine whose events they are. */
  readonly event: Codec<Event>;
  /** The room's id and what to tell it; null: the event is of no concern to any room. */
  readonly route: (event: Event, id: EventId) => { readonly roomId: string; readonly command: Command } | null;
}): Consumer {
  const { name, event, route } = settings;
  const routeOf = ({ id, bytes }: Delivery) => route(event.decode(bytes), id) ?? [];
  return {
    name,
    async deliver(events) {
      const routed = events.flatMap(routeOf);
      // All in one turn: if a room refuses one, it refuses those after it, too.
      await Promise.all(routed.map(async ({ roomId, command }) => receiver<Command>(roomId).putFrom(command)));
    },
  };
}

function receiver<Command>(roomId: string): Receiver<Command> {
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  if (typeof room === "object" && room !== null && "putFrom" in room) return room as Receiver<Command>;
  throw new Error(`room ${roomId} is not here`);
}
