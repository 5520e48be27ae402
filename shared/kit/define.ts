import type { Machine } from "../machine.ts";
import { checkDefinition } from "./check-definition.ts";
import { checkWorld } from "./check-world.ts";
import { clientCommandCodec } from "./client-command-codec.ts";
import { type AnyCommand, commandCodec } from "./command-codec.ts";
import { type Compiled, compile } from "./compiled.ts";
import { configCodec } from "./config-codec.ts";
import type { Derived } from "./derived.ts";
import { configOf, emptyWorld } from "./empty-world.ts";
import { type AnyEvent, eventCodec } from "./event-codec.ts";
import { type FieldTable, fieldTable } from "./field-table.ts";
import type { Game } from "./game.ts";
import { hashWorld } from "./hash-world.ts";
import type { Fields, WorldFields } from "./kinds/field.ts";
import { loadWorld } from "./load-world.ts";
import { nextWake } from "./next-wake.ts";
import { continuedRow, publicWorld, publishedRows, ruleOf } from "./publish.ts";
import { saveWorld } from "./save-world.ts";
import { applySeatCommand } from "./seat-commands.ts";
import { hasSecrets } from "./secrets.ts";
import { advance, create, step } from "./step.ts";
import type {
  ClientCommandOf,
  CommandOf,
  ConfigOf,
  Definition,
  EventOf,
  FieldsByName,
  KnownRowOf,
  None,
  PublicFields,
  PublicRow,
  PublicWorld,
  TableNames,
  WorldOf,
} from "./types.ts";
import type { AnyDefinition, AnyDerived, AnyWorld, PublishedRow, Values } from "./world.ts";
import { type KnownWorld, worldFrom } from "./world-from.ts";

/** The result of `defineRules`: a machine, and all that rooms and clients need to know of it. */
export interface Rules<W, E, C, K> {
  readonly definition: Definition<W, E, C, K>;
  /** Plans of all fields; the kit's own. */
  readonly compiled: Compiled;
  readonly machine: Machine<WorldOf<W, K>, CommandOf<C>, EventOf<E>, ConfigOf<K>>;
  /** Every column with its bounds and visibility. */
  readonly fields: FieldTable;
  readonly patchEveryTicks: number;
  readonly derived: Derived<WorldOf<W, K>, CommandOf<C>, EventOf<E>, ConfigOf<K>, ClientCommandOf<C>>;
  /** Default settings but for those given. Throws a RangeError or TypeError that names the setting. */
  configOf(settings?: Partial<ConfigOf<K>>): ConfigOf<K>;
  /** A client's command as the machine takes it. */
  commandOf(seat: number, command: ClientCommandOf<C>): CommandOf<C>;
  /** For tests and development: throws where a column is out of its bounds. */
  checkWorld(world: WorldOf<W, K>): void;
  /** The machine's step, which also calls `endRound` at each `game.endRound()`, amid the tick. */
  stepRounds(
    world: WorldOf<W, K>,
    commands: readonly CommandOf<C>[],
    emit: (event: EventOf<E>) => void,
    endRound: () => void,
  ): void;
  /** Whether journal and replay of this world must be withheld. */
  hasSecrets(world: WorldOf<W, K>): boolean;
  /** All of a world that continuations may use: its config and its own public fields. */
  publicWorld(world: WorldOf<W, K>): PublicWorld<W, K>;
  /** Rows of a continued table by slot, as clients were last sent them; null where there is none. Only reads. */
  publishedRows<T extends TableNames<W>>(
    world: WorldOf<W, K>,
    table: T,
  ): readonly (PublishedRow<PublicRow<W[T]>> | null)[];
  /** A row's public columns as clients show them, so many ticks after it was published. */
  continuedRow<T extends TableNames<W>>(
    table: T,
    published: PublishedRow<PublicRow<W[T]>>,
    ticks: number,
    world: PublicWorld<W, K>,
  ): PublicRow<W[T]>;
  /** A world with all that a client knows, to predict from; everything else is as in an empty one. */
  worldFrom(known: KnownWorld): WorldOf<W, K>;
  /** A tick of a predicted world: as the machine's step, but for the publication. */
  predict(world: WorldOf<W, K>, commands: readonly CommandOf<C>[]): void;
}

/** Rules of any game, for rooms and tools. */
export type AnyRules = ReturnType<typeof makeRules>;

export const asAnyRules = <W, E, C, K>(rules: Rules<W, E, C, K>): AnyRules => rules as unknown as AnyRules;

/** Types of some rules, for functions beside them: `GameOf<typeof trails>`. */
export type WorldIn<R> = R extends Rules<infer W, infer _E, infer _C, infer K> ? WorldOf<W, K> : never;
export type GameOf<R> = R extends Rules<infer W, infer E, infer _C, infer K> ? Game<WorldOf<W, K>, EventOf<E>> : never;
export type CommandIn<R> = R extends Rules<infer _W, infer _E, infer C, infer _K> ? CommandOf<C> : never;
export type ClientCommandIn<R> = R extends Rules<infer _W, infer _E, infer C, infer _K> ? ClientCommandOf<C> : never;
export type ConfigIn<R> = R extends Rules<infer _W, infer _E, infer _C, infer K> ? ConfigOf<K> : never;
/** Public fields of the world itself. */
export type PublicFieldsIn<R> = R extends Rules<infer W, infer _E, infer _C, infer _K> ? PublicFields<W> : never;
/** Rows by table, as clients know them. */
export type KnownRowsIn<R> =
  R extends Rules<infer W, infer _E, infer _C, infer _K> ? { readonly [T in TableNames<W>]: KnownRowOf<W[T]> } : never;
export type EventIn<R> = R extends Rules<infer _W, infer E, infer _C, infer _K> ? EventOf<E> : never;

/**
 * The rules of a game from one table of fields. Throws a RangeError or TypeError that names the mistake's place.
 *
 * ```ts
 * export const race = defineRules({
 *   id: "race",
 *   version: 1,
 *   tickHz: 20,
 *   seats: 8,
 *   world: { racers: perSeat({ x: int(0, 1_000).public(), wish: int(0, 3).own() }) },
 *   events: { won: { seat: seatNumber() } },
 *   commands: {
 *     run: {
 *       fields: { speed: int(0, 3) },
 *       apply({ world }, seat, { speed }) {
 *         world.racers[seat].wish = speed;
 *       },
 *     },
 *   },
 *   tick({ world, seated, emit }) {
 *     for (const seat of seated) {
 *       const racer = world.racers[seat];
 *       racer.x = Math.min(1_000, racer.x + racer.wish);
 *       if (racer.x === 1_000) emit({ type: "won", seat });
 *     }
 *   },
 * });
 * ```
 */
export function defineRules<
  const W extends WorldFields,
  const E extends FieldsByName = None,
  const C extends FieldsByName = None,
  const K extends Fields = None,
>(definition: Definition<W, E, C, K>): Rules<W, E, C, K> {
  // Within, all rules are of one type.
  return makeRules(definition as unknown as AnyDefinition) as unknown as Rules<W, E, C, K>;
}

function makeRules(definition: AnyDefinition) {
  checkDefinition(definition);
  const compiled = compile(definition);
  const derived = derive(compiled);
  return {
    definition,
    compiled,
    derived,
    machine: machineOf(compiled, derived),
    fields: fieldTable(compiled),
    patchEveryTicks: compiled.patchEveryTicks,
    configOf: (settings: object = {}) => configOf(compiled, settings),
    commandOf: (seat: number, command: Omit<AnyCommand, "seat">) => ({ ...command, seat }),
    checkWorld: (world: AnyWorld) => checkWorld(compiled, world),
    stepRounds: (
      world: AnyWorld,
      commands: readonly AnyCommand[],
      emit: (event: AnyEvent) => void,
      endRound: () => void,
    ) => step(compiled, derived, world, commands, emit, endRound),
    hasSecrets,
    publicWorld: (world: AnyWorld) => publicWorld(compiled, world),
    publishedRows: (world: AnyWorld, table: string) => publishedRows(compiled, world, table),
    continuedRow: (table: string, published: PublishedRow, ticks: number, world: Values) =>
      continuedRow(ruleOf(compiled, table), published, ticks, world),
    worldFrom: (known: KnownWorld) => worldFrom(derived, known),
    predict: (world: AnyWorld, commands: readonly AnyCommand[]) =>
      advance(compiled, derived, world, commands, dropEvent),
  };
}

/** The same rules under another version. */
export function withVersion(rules: AnyRules, version: number): AnyRules {
  return version === rules.definition.version ? rules : makeRules({ ...rules.definition, version });
}

const dropEvent = () => {};

function derive(compiled: Compiled): AnyDerived {
  const { definition } = compiled;
  const derived: AnyDerived = {
    emptyWorld: (config) => emptyWorld(compiled, config),
    saveWorld: (world) => saveWorld(compiled, world),
    loadWorld: (bytes) => loadWorld(compiled, bytes),
    hashWorld: (world) => hashWorld(compiled, world),
    commandCodec: commandCodec(compiled),
    eventCodec: eventCodec(compiled),
    configCodec: configCodec(compiled),
    clientCommandCodec: clientCommandCodec(compiled),
    applySeatCommand: (game, command) => applySeatCommand(compiled, game, command),
    nextWake: (world) => definition.nextWake?.(world) ?? null,
  };
  if (definition.nextWake === undefined) derived.nextWake = nextWake;
  return { ...derived, ...definition.override?.(derived) };
}

function machineOf(compiled: Compiled, derived: AnyDerived): Machine<AnyWorld, AnyCommand, AnyEvent, Values> {
  const { id, version, tickHz } = compiled.definition;
  const { saveWorld: save, loadWorld: load, hashWorld: hash } = derived;
  return {
    id,
    version,
    tickHz,
    save,
    load,
    hash,
    codecs: { command: derived.commandCodec, event: derived.eventCodec, config: derived.configCodec },
    create: (seed, config) => create(compiled, derived, seed, config),
    step: (world, commands, emit) => step(compiled, derived, world, commands, emit),
    tick: (world) => world.tick,
    nextWake(world) {
      // Entropy comes at once, whatever the game waits for.
      const at = world.entropyWanted ? world.tick + 1 : derived.nextWake(world);
      return at !== null && at > world.tick ? at : null;
    },
  };
}
