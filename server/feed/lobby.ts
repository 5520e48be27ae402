import { type Event, LOBBY_CHANNEL, lobby, ROLE } from "../../shared/lobby/index.ts";
import { type Consumer, ofTypes } from "../outbox/index.ts";
import type { Hub } from "./hub.ts";
import type { Draft } from "./log.ts";

const ROLE_NAMES = Object.fromEntries(Object.entries(ROLE).map(([name, role]) => [role, name]));

/** Tells what is said in the channel that everyone has, and what is said no more. */
export function lobbyFeed(hub: Pick<Hub, "take">): Consumer {
  return {
    name: "feed",
    wants: (event) => isChat(event) && isPublic(event as Event),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined) return;
      await hub.take(room, events, (fresh) => ({
        drafts: fresh.flatMap(({ bytes }) => tell(lobby.codecs.event.decode(bytes))),
        memory: "",
      }));
    },
  };
}

const isChat = ofTypes<Event>("line", "erased", "forgotten");

/** Lines for one seat are what was said before. */
function isPublic(event: Event): boolean {
  if (event.type === "line") return event.seat < 0 && event.channel === LOBBY_CHANNEL;
  return event.type !== "erased" || event.channel === LOBBY_CHANNEL;
}

function tell(event: Event): readonly Draft[] {
  switch (event.type) {
    case "line": {
      const { line, player, name, text } = event;
      const body = { type: "line", line, player, name, role: ROLE_NAMES[event.role], text };
      return [{ topic: "chat", key: `${line}`, owner: `${player}`, body }];
    }
    case "erased": {
      const { line } = event;
      return [{ topic: "chat", key: `${line}`, body: { type: "erased", line }, erases: "key" }];
    }
    case "forgotten": {
      const { player } = event;
      return [{ topic: "chat", key: "", owner: `${player}`, body: { type: "forgotten", player }, erases: "owner" }];
    }
    default:
      return [];
  }
}
