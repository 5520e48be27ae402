import { type Event, LOBBY_CHANNEL, lobby } from "../../../../shared/games/lobby/index.ts";
import { ROLE } from "../../../../shared/roles.ts";
import { type Consumer, wantsTypes } from "../../../outbox/index.ts";
import type { FeedHub } from "../../../platform/feed/hub.ts";
import type { FeedDraft } from "../../../platform/feed/log.ts";

const ROLE_NAMES = Object.fromEntries(Object.entries(ROLE).map(([name, role]) => [role, name]));

/** Publishes the messages of the channel that everyone has, and what was erased of them. */
export function lobbyFeed(hub: Pick<FeedHub, "consume">): Consumer {
  return {
    name: "feed",
    wants: (event) => isChat(event) && isPublic(event as Event),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined) return;
      await hub.consume(room, events, (fresh) => ({
        drafts: fresh.flatMap(({ bytes }) => draftsOf(lobby.codecs.event.decode(bytes))),
        memory: "",
      }));
    },
  };
}

const isChat = wantsTypes<Event>("line", "erased", "forgotten");

/** Not the history, which is sent to one seat. */
function isPublic(event: Event): boolean {
  if (event.type === "line") return event.seat < 0 && event.channel === LOBBY_CHANNEL;
  return event.type !== "erased" || event.channel === LOBBY_CHANNEL;
}

function draftsOf(event: Event): readonly FeedDraft[] {
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
