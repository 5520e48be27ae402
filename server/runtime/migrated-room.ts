import type { Timeline } from "../../shared/journal/index.ts";
import type { SavedWorld, Tick } from "../../shared/machine.ts";
import { migrate } from "../../shared/migrate.ts";
import { isAfter, LAST_INDEX } from "../outbox/index.ts";
import type { AnyMachine, AnyRoomDefinition } from "./room-definition.ts";
import { collectExternalIds, escrowOf, lastSoundTick, type RoomType, replayWorld, Unrecoverable } from "./room-type.ts";

/**
 * The type of a singleton room whose journal another version of its rules wrote. The world is brought to its last sound
 * tick under those rules and then migrated. A tick whose step threw is dropped with its commands: it was shown to nobody,
 * and no sender got an answer that its command was taken.
 *
 * @param rulesOf a version's rules; null: not kept. A journal that ends at a snapshot, with every event delivered, needs
 * none
 */
export function migratedRoomType(
  definition: AnyRoomDefinition,
  rulesOf: (version: number) => AnyMachine | null,
): RoomType {
  const { name, machine, consumers = [] } = definition;
  const { causationId } = definition.commands;
  const requireRules = (timeline: Timeline, why: string): AnyMachine => {
    const { machineVersion } = timeline.latest;
    const rules = rulesOf(machineVersion);
    if (rules !== null) return rules;
    throw new Unrecoverable(`${why}, and the rules of ${machine.id} version ${machineVersion} are not kept here`);
  };
  const type: RoomType = {
    name,
    isSingleton: true,
    replay(timeline, timedOut) {
      const { machineVersion, config } = timeline.latest;
      const lastTick = lastSoundTick(timeline);
      const undelivered = consumers.find(({ name: consumer }) => isBehind(timeline, consumer, lastTick));
      if (undelivered !== undefined)
        requireRules(timeline, `${undelivered.name} lacks the last events before tick ${lastTick}`);
      const snapshot = timeline.starts.findLast(({ tick, world }) => tick === lastTick && world !== null)?.world;
      let saved: SavedWorld;
      if (snapshot) saved = { world: snapshot, config };
      else {
        const rules = requireRules(timeline, `the ticks before ${lastTick} are to be replayed`);
        saved = { world: rules.save(replayWorld(rules, timeline, timedOut)), config };
      }
      const migrated = migrate(machine, machineVersion, saved);
      const world = machine.load(migrated.world);
      if (machine.tick(world) !== lastTick)
        throw new Unrecoverable(`the migrated world is at tick ${machine.tick(world)}, not ${lastTick}`);
      return { world, config: machine.codecs.config.decode(migrated.config), carriedTo: {} };
    },
    externalIds(timeline, saved) {
      if (causationId === undefined) return null;
      const rules = rulesOf(timeline.latest.machineVersion) ?? machine;
      return collectExternalIds(rules, causationId, timeline, saved);
    },
    escrow: (timeline) =>
      definition.transfers === undefined ? null : escrowOf(definition, type.replay(timeline, () => false).world),
  };
  return type;
}

function isBehind({ cursors }: Timeline, consumer: string, lastTick: Tick): boolean {
  const cursor = cursors.get(consumer);
  return cursor !== undefined && isAfter({ tick: lastTick, index: LAST_INDEX }, cursor);
}
