import { matchMaker } from "@colyseus/core";
import type { Codec } from "../../shared/machine.ts";
import type { Consumer, Delivery, EventId } from "../outbox/index.ts";
import { isRoomOpen } from "./ask-room.ts";

/** A room that accepts commands from other rooms and services. */
export interface CommandTarget<Command> {
  /**
   * Queues a command for the next tick, once, however often it comes. It carries the id of its cause, see `cause` of
   * its definition; the commands of one source come in order. Resolves once the command is as durable as the room.
   * Rejects if it must be sent again, before later ones.
   */
  putFrom(command: Command): Promise<void>;
}

/** A consumer that turns a room's events into commands for another room, in whatever process. Commands are plain JSON data. */
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
      // In order, without waiting: if a room refuses one, it also refuses those after it.
      await Promise.all(routed.map(({ roomId, command }) => put(roomId, command)));
    },
  };
}

async function put<Command>(roomId: string, command: Command): Promise<void> {
  if (!(await isRoomOpen(roomId))) throw new Error(`there is no room ${roomId}`);
  // A command that takes longer than core's limit for a call comes again, and is recognized.
  await matchMaker.remoteRoomCall(roomId, "putFrom" as never, [command] as never);
}
