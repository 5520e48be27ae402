import { decodeNews, type EarlierNews } from "../../shared/arena/earlier-news.ts";
import type { Event } from "../../shared/arena/event.ts";
import { nameOfPilot } from "../../shared/arena/seats.ts";
import type { Cause, Command } from "../../shared/lobby/command.ts";
import { isPrivateRoom } from "../../shared/wire/private-rooms.ts";
import type { FindNames, NameOf } from "../names/pilot-names.ts";
import { type Consumer, type Delivery, ofTypes } from "../outbox/index.ts";
import type { FindReceiver } from "./find.ts";

type News = Extract<Event | EarlierNews, { type: "arrive" | "depart" | "pulse" | "standing" }>;
type Told = Command extends infer C ? (C extends { readonly cause: Cause } ? Omit<C, "cause"> : never) : never;

type Person = Exclude<News, { type: "pulse" }>;
type Called = (event: Person) => string;

/** Commands that one event makes at most: each needs an id of its own. */
const COMMANDS_MOST = 2;

/** Tells the lobby of what goes on in matches, in order and once. */
export function lobbyBridge(find: FindReceiver, names: FindNames): Consumer {
  return {
    name: "lobby",
    wants: ofTypes<Event>("arrive", "depart", "pulse", "standing"),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined) return;
      const nameOf = await names.of(room);
      const called = (event: Person) => nameIn(event, nameOf, names);
      const commands = events.flatMap((event) => commandsOf(event, called));
      if (commands.length === 0) return;
      const lobby = await find();
      // All in one turn: if it refuses one, it refuses those after it, too.
      await Promise.all(commands.map((command) => lobby.putFrom(command)));
    },
  };
}

function nameIn(event: Person, nameOf: NameOf, names: Pick<FindNames, "isGone">): string {
  if ("pilot" in event) return nameOfPilot(event.pilot, nameOf);
  return names.isGone(event.player) ? "" : event.name;
}

function commandsOf({ id, bytes }: Delivery, called: Called): Command[] {
  const { room, tick } = id;
  return tellOf(decodeNews(bytes) as News, room, called).map((told, i) => {
    const cause: Cause = { room, tick, index: id.index * COMMANDS_MOST + i };
    return { ...told, cause } as Command;
  });
}

/** Of a private match, the lobby learns that there is one, for its channel, and not who is in it. */
function tellOf(event: News, room: string, called: Called): readonly Told[] {
  const listed = !isPrivateRoom(room);
  if (event.type === "pulse") {
    const { round, playing, endsInS, people, seats } = event;
    return [{ type: "pulse", room, listed, round, playing: playing === 1, endsInS, people, seats }];
  }
  if (!listed) return [];
  const { seat, player } = event;
  const name = called(event);
  const place = (here: boolean): Told[] => (player === 0 ? [] : [{ type: "place", player, room, here }]);
  switch (event.type) {
    case "arrive":
      return place(true);
    case "standing": {
      const { credits, kills, deaths } = event;
      return [{ type: "standing", room, seat, player, name, credits, kills, deaths, gone: false }];
    }
    case "depart": {
      const none = { credits: 0, kills: 0, deaths: 0 };
      return [{ type: "standing", room, seat, player, name, ...none, gone: true }, ...place(false)];
    }
  }
}
