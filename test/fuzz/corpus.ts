import { exchange, exchangeConfig } from "../../shared/games/exchange/index.ts";
import { lobby, lobbyConfig } from "../../shared/games/lobby/index.ts";
import type { Machine } from "../../shared/machine.ts";
import { Traders } from "../unit/exchange/traders.ts";
import { HEADER, named, segment } from "../unit/journal/tapes.ts";
import { type Brief, Meeting } from "../unit/lobby/meeting.ts";
import type { Random } from "./random.ts";

/** Bytes that a machine wrote: what a grammar-aware case begins with. */
export interface Corpus {
  readonly commands: readonly Uint8Array[];
  readonly events: readonly Uint8Array[];
  readonly configs: readonly Uint8Array[];
  readonly worlds: readonly Uint8Array[];
  /** Segments of one journal, in order. */
  readonly journal: readonly Uint8Array[];
}

const LOBBY_TICKS = 300;
const EXCHANGE_TICKS = 300;
const SEGMENT_TICKS = 60;

let madeLobby: Corpus | null = null;

const BRIEFS: readonly Brief["type"][] = [
  "open",
  "close",
  "say",
  "say",
  "say",
  "report",
  "erase",
  "mute",
  "ban",
  "pulse",
  "standing",
  "place",
  "notice",
  "forget",
];

/** Some people who meet, and all that can be asked of a lobby. */
export function lobbyCorpus(random: Random): Corpus {
  if (madeLobby !== null) return madeLobby;
  const meeting = new Meeting({ seats: 6 });
  const texts = ["hello", "Ünïcödé", "👩🏽‍🚀 go"];
  madeLobby = play(lobby, 1, lobbyConfig({ seats: 6, historyLines: 12 }), LOBBY_TICKS, (tick) => {
    const briefs: Brief[] =
      tick <= 5
        ? [
            { type: "join", seat: tick, player: tick, name: `p${tick}`, role: tick % 4 },
            { type: "open", seat: tick },
          ]
        : [];
    briefs.push({
      type: random.pick(BRIEFS),
      seat: random.below(6),
      player: 1 + random.below(5),
      text: random.pick(texts),
    });
    return briefs.map((brief) => meeting.whole(brief));
  });
  return madeLobby;
}

let madeExchange: Corpus | null = null;

/** Some players who trade, and the services around them. */
export function exchangeCorpus(): Corpus {
  if (madeExchange !== null) return madeExchange;
  const config = exchangeConfig({
    seats: 5,
    accounts: 5,
    orders: 30,
    ordersPerAccount: 6,
    ores: [{ name: "ore", price: 9 }],
  });
  const traders = new Traders(5, 1);
  madeExchange = play(exchange, 1, config, EXCHANGE_TICKS, (tick, world) =>
    tick === 1 ? traders.begin(world, 20_000, 900) : traders.commands(world, 3),
  );
  return madeExchange;
}

/** Plays a machine from a seed, and keeps all that it writes. */
export function play<World, Command, Event, Config>(
  machine: Machine<World, Command, Event, Config>,
  seed: number,
  config: Config,
  ticks: number,
  commandsAt: (tick: number, world: World) => readonly Command[],
): Corpus {
  const world = machine.create(seed, config);
  const { codecs } = machine;
  const header = { machine: machine.id, machineVersion: machine.version, config: codecs.config.encode(config), seed };
  const corpus = {
    commands: [] as Uint8Array[],
    events: [] as Uint8Array[],
    configs: [header.config],
    worlds: [machine.save(world)],
    journal: [] as Uint8Array[],
  };
  for (let from = 0; from < ticks; from += SEGMENT_TICKS) {
    const saved = from === 0 ? null : machine.save(world);
    if (saved !== null) corpus.worlds.push(saved);
    const place = { ...header, segment: corpus.journal.length + 1, tick: from };
    const bytes = segment(place, { world: saved }, (writer) => {
      for (let tick = from + 1; tick <= from + SEGMENT_TICKS; tick++) {
        const commands = commandsAt(tick, world);
        const encoded = commands.map((command) => codecs.command.encode(command));
        corpus.commands.push(...encoded);
        writer.appendEncoded(tick, encoded);
        machine.step(world, commands, (event) => corpus.events.push(codecs.event.encode(event)));
        if (tick % 20 === 0) writer.hash(machine.hash(world));
        if (tick % 3 === 0) writer.closeBatch();
      }
    });
    corpus.journal.push(bytes);
  }
  return corpus;
}

export { HEADER, named };
