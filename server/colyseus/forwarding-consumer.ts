import { matchMaker } from "@colyseus/core";
import type { Codec } from "../../shared/machine.ts";
import type { Consumer, Delivery, EventId } from "../outbox/index.ts";

/** A room that accepts commands from other rooms and services. */
export interface CommandTarget<Command> {
  /**
   * Queues a command for the next tick, once, however often it comes. It carries the id of its cause, see `cause` of
   * its definition; the commands of one source come in order. Resolves once the command is as durable as the room.
   * Rejects if it must be sent again, before later ones.
   */
  putFrom(command: Command): Promise<void>;
}

/** A consumer that turns a room's events into commands for another room of this process. */
export function forwardingConsumer<Event, Command>(settings: {
  readonly name: string;
  /** The event codec of the source's machine. */
  readonly event: Codec<Event>;
  /** The target room and the command for it. null: the event is for no room. */
  readonly route: (event: Event, id: EventId) => { readonly roomId: string; readonly command: Command } | null;
}): Consumer {
  const { name, event, route } = settings;
  const routeOf = ({ id, bytes }: Delivery) => route(event.decode(bytes), id) ?? [];
  return {
    name,
    async deliver(events) {
      const routed = events.flatMap(routeOf);
      // Send all in one turn: if a room refuses one, it also refuses those after it.
      await Promise.all(routed.map(async ({ roomId, command }) => receiver<Command>(roomId).putFrom(command)));
    },
  };
}

function receiver<Command>(roomId: string): CommandTarget<Command> {
  const room: unknown = matchMaker.getLocalRoomById(roomId);
  if (typeof room === "object" && room !== null && "putFrom" in room) return room as CommandTarget<Command>;
  throw new Error(`room ${roomId} is not here`);
}
