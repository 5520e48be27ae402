import type { Command } from "../../../shared/games/arena/command.ts";
import { arena, arenaConfig } from "../../../shared/games/arena/index.ts";
import { JournalWriter, Playback, readTimeline } from "../../../shared/journal/index.ts";
import type { Hash, Tick } from "../../../shared/machine.ts";
import { commandsOf, MAP, newCrew, type Script } from "./battle.ts";

const SECOND_TICKS = 60;
const PEOPLE = 56;
/** Somebody comes, goes or changes ships this often. */
const STIR_TICKS = 240;

/** Ten minutes with about 60 ships in the air, of 56 people, 10 pirates and 6 traders; people come and go all the time, and rounds end and begin. */
export const WAR: Script = {
  seed: 77_001,
  ticks: 36_000,
  people: PEOPLE,
  config: arenaConfig({ map: MAP, seats: PEOPLE, pirates: 10, traders: 6, roundTicks: 10_000, resultTicks: 300 }),
  orders(tick) {
    if (tick <= PEOPLE) return [{ type: "join", seat: tick - 1, player: tick, pilot: tick, hull: tick % 4 }];
    if (tick === 25_000) return [{ type: "endRound" }];
    const stirs = Math.floor(tick / STIR_TICKS);
    return tick % STIR_TICKS === 0 && stirs > 1 ? stir(stirs) : [];
  },
};

/** What one of the people does; the next stir undoes what another did. */
function stir(count: number): Command[] {
  const seat = (count * 7) % PEOPLE;
  const before = ((count - 1) * 7) % PEOPLE;
  switch (count % 6) {
    case 0:
      return [{ type: "drop", seat }];
    case 1:
      return [{ type: "back", seat: before }];
    case 2:
      return [{ type: "leave", seat }];
    case 3:
      return [{ type: "join", seat: before, player: 1000 + count, pilot: 1000 + count, hull: count % 4 }];
    default:
      return [{ type: "hull", seat, hull: count % 4 }];
  }
}

/** Fights the war with pilots at the controls. @returns its journal, without hashes */
export function recordWar(): Uint8Array {
  const world = arena.create(WAR.seed, WAR.config);
  const crew = newCrew(PEOPLE);
  const writer = new JournalWriter();
  const config = arena.codecs.config.encode(WAR.config);
  writer.begin(
    {
      ...{ machine: arena.id, machineVersion: arena.version, build: "proof", roomId: "war", seed: WAR.seed, config },
      ...{ segment: 0, since: 0, tick: 0, epoch: 0, gap: false },
    },
    { world: null, room: null, cursors: [] },
  );
  while (world.tick < WAR.ticks) {
    const commands = commandsOf(WAR, world, crew);
    writer.appendEncoded(
      world.tick + 1,
      commands.map((command) => arena.codecs.command.encode(command)),
    );
    arena.step(world, commands, () => {});
  }
  writer.closeBatch();
  return writer.pending().slice();
}

export interface Fought {
  readonly ticks: Tick;
  /** Ships in the world, at the most and on average. */
  readonly shipsMost: number;
  readonly shipsMean: number;
  readonly events: number;
  /** After each second. */
  readonly hashes: readonly Hash[];
}

/** Replays a recorded war; in any engine. */
export function replayWar(journal: Uint8Array): Fought {
  const playback = new Playback(arena, readTimeline([{ name: "war", bytes: journal }]));
  const hashes: Hash[] = [];
  let [events, ships, shipsMost] = [0, 0, 0];
  while (playback.step(() => events++)) {
    if (playback.tick % SECOND_TICKS !== 0) continue;
    hashes.push(arena.hash(playback.world));
    const { live, high } = playback.world.ships;
    let now = 0;
    for (let slot = 0; slot < high; slot++) now += live[slot];
    ships += now;
    shipsMost = Math.max(shipsMost, now);
  }
  return { ticks: playback.tick, shipsMost, shipsMean: Math.round(ships / hashes.length), events, hashes };
}
