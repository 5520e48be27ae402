import type { CausationId, Command } from "../../../../shared/games/lobby/command.ts";
import { isPrivateRoom } from "../../../../shared/wire/private-rooms.ts";
import type { Consumer, EventId } from "../../../outbox/index.ts";
import {
  type MatchEvent,
  type MatchEvents,
  matchReader,
  wantsMatchEvents,
} from "../../../platform/matches/match-events.ts";
import { type NameLookup, type NameOf, nameOrNumber } from "../../../platform/names/pilot-names.ts";
import type { FindLobbyReceiver } from "./find.ts";

type BridgedEvent = Extract<MatchEvent, { type: "joined" | "left" | "status" | "score" }>;
type CommandBody = Command extends infer C
  ? C extends { readonly cause: CausationId }
    ? Omit<C, "cause">
    : never
  : never;

type PersonEvent = Exclude<BridgedEvent, { type: "status" }>;
type NameOfEvent = (event: PersonEvent) => string;

/** Most commands from one event; each has its own id. */
const COMMANDS_MOST = 2;

/** Forwards events of matches to the lobby, in order and once. */
export function lobbyBridge(find: FindLobbyReceiver, source: MatchEvents, names: NameLookup): Consumer {
  return {
    name: "lobby",
    wants: wantsMatchEvents(source, "joined", "left", "status", "score"),
    async deliver(events) {
      const room = events[0]?.id.room;
      if (room === undefined) return;
      const nameOf = await names.ofRoom(room);
      const nameOfEvent = (event: PersonEvent) => nameIn(event, nameOf, names);
      const read = await matchReader(source, names, room);
      const commands = events.flatMap(({ id, bytes }) =>
        commandsOf(id, read(bytes) as BridgedEvent | null, nameOfEvent),
      );
      if (commands.length === 0) return;
      const lobby = await find();
      // In parallel: if the lobby refuses one, it refuses those after it, too.
      await Promise.all(commands.map((command) => lobby.putFrom(command)));
    },
  };
}

function nameIn(event: PersonEvent, nameOf: NameOf, names: Pick<NameLookup, "isDeleted">): string {
  if ("pilot" in event) return nameOrNumber(event.pilot, nameOf);
  return names.isDeleted(event.player) ? "" : event.name;
}

function commandsOf(id: EventId, event: BridgedEvent | null, nameOfEvent: NameOfEvent): Command[] {
  const { room, tick } = id;
  if (event === null) return [];
  return bodiesOf(event, room, nameOfEvent).map((body, i) => {
    const cause: CausationId = { room, tick, index: id.index * COMMANDS_MOST + i };
    return { ...body, cause } as Command;
  });
}

/** Of a private match the lobby learns only that it exists, for its channel, and not who is in it. */
function bodiesOf(event: BridgedEvent, room: string, nameOfEvent: NameOfEvent): readonly CommandBody[] {
  const listed = !isPrivateRoom(room);
  if (event.type === "status") {
    const { round, playing, endsInS, people, seats } = event;
    return [{ type: "pulse", room, listed, round, playing, endsInS, people, seats }];
  }
  if (!listed) return [];
  const { seat, player } = event;
  const name = nameOfEvent(event);
  const place = (here: boolean): CommandBody[] => (player === 0 ? [] : [{ type: "place", player, room, here }]);
  switch (event.type) {
    case "joined":
      return place(true);
    case "score": {
      const { credits, kills, deaths } = event;
      return [{ type: "standing", room, seat, player, name, credits, kills, deaths, gone: false }];
    }
    case "left": {
      const none = { credits: 0, kills: 0, deaths: 0 };
      return [{ type: "standing", room, seat, player, name, ...none, gone: true }, ...place(false)];
    }
  }
}
