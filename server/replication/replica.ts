import type { ChangeLog } from "./change-log.ts";
import { handshakeOf } from "./handshake.ts";
import type { ObjectSource, SpatialInterest } from "./interest/spatial-interest.ts";
import { RecordTable } from "./record-table.ts";
import { type ListField, type ObjectField, readClass, type SchemaClass } from "./schema-fields.ts";
import { StateDecoder } from "./state-decoder.ts";

/** Interest by relation: clients receive objects that belong to the objects they see; and some go to everyone. */
export interface RelatedInterest {
  readonly by: "company";
  /** The map of objects with a position, and the slot that belongs to one of its slots. */
  readonly of?: string;
  slotOf?(slot: number): number;
  /** Slots that everyone receives. */
  everyone(): readonly number[];
  /** The slot that belongs to a viewer's seat; −1: none. */
  own?(seat: number): number;
  /** The slots that belong to a viewer's seat, if it may be several. @param epoch of the seat: names its holder */
  owned?(seat: number, epoch: number): readonly number[];
}

export interface MapRules {
  readonly capacity: number;
  readonly interest: SpatialInterest | RelatedInterest;
}

export interface ReplicaRules {
  /** Number of seats, for the object that each seat has for itself. */
  readonly seats: number;
  /**
   * The epoch of the seat whose object it was at the last write: who took the seat since is not sent it. null: it has no
   * number. Default: whoever has the seat is sent it.
   */
  ownerOf?(seat: number): number | null;
  /** By field of the state's class; a map without rules stays empty. */
  readonly maps: Readonly<Record<string, MapRules>>;
  /** The list of changes that everyone has. Default: none. */
  readonly log?: ChangeLog | undefined;
}

/** A map of the state: its objects and their interest rule. */
export interface ReplicaMap {
  readonly name: string;
  readonly index: number;
  readonly refId: number;
  /** Id of a client's object with handle 0; the others follow. */
  readonly firstRef: number;
  readonly table: RecordTable;
  readonly interest: SpatialInterest | RelatedInterest;
  /** Index in {@link Replica.maps} of the related map or source; −1: none. */
  readonly of: number;
  /** Bit mask of the fields of {@link ObjectSource.brief}; 0: none. */
  readonly brief: number;
}

/** The state's string field that carries events, see `EventsReader`. */
const EVENTS = "events";

/**
 * A schema state that each client receives in part: the root's fields go to everyone, map objects by interest, and each
 * seat has one object of its own. Ids of schema objects are per client, see `Handles`: they stay small and never run
 * out.
 */
export class Replica {
  /** The handshake, from which a client decodes the state without its classes. */
  readonly handshake: Uint8Array;
  readonly #state: SchemaClass;
  readonly root: RecordTable;
  /** Index of the events field; each client receives its own events. */
  readonly eventsIndex: number;
  /** One row per seat; null: the class has no such field. */
  readonly own: RecordTable | null;
  readonly ownField: ObjectField | null;
  readonly ownRef: number;
  /** See {@link ReplicaRules.ownerOf}. Replicas of older releases have none. */
  readonly ownerOf?: (seat: number) => number | null;
  readonly maps: readonly ReplicaMap[];
  /** Maps that stay empty, with their ids. */
  readonly emptyMaps: readonly { readonly index: number; readonly refId: number }[];
  /** The list of changes, with its id. Replicas of older releases have none. */
  readonly log?: ListField & { readonly refId: number; readonly changes: ChangeLog };

  constructor(state: SchemaClass, { seats, ownerOf, maps: rules, log }: ReplicaRules) {
    const { objects, maps, lists } = readClass(state);
    const [own = null, ...others] = objects;
    if (others.length > 0) throw new TypeError(`${state.name}: more than one object per seat: ${others[0].name}`);
    for (const name of Object.keys(rules))
      if (!maps.some((map) => map.name === name)) throw new TypeError(`${state.name} has no map ${name}`);
    this.#state = state;
    this.handshake = handshakeOf(state);
    this.root = new RecordTable(state, 1);
    this.root.open(0, "");
    const events = this.root.fields.find(({ name, isText }) => name === EVENTS && isText);
    if (events === undefined) throw new TypeError(`${state.name} has no text field ${EVENTS}`);
    this.eventsIndex = events.index;
    this.ownField = own;
    this.ownRef = 1 + maps.length;
    this.ownerOf = ownerOf ?? (() => null);
    this.own = own === null ? null : new RecordTable(own.type, seats);
    let nextRef = this.ownRef + 1;
    const list = listOf(state, lists, log);
    if (log !== undefined && list !== undefined) this.log = { ...list, refId: nextRef++, changes: log };
    const filledMaps: ReplicaMap[] = [];
    const emptyMaps: { index: number; refId: number }[] = [];
    // In the order of the rules: the first map gets the shortest ids, and comes first when bytes are scarce.
    const names = [...Object.keys(rules), ...maps.map(({ name }) => name).filter((name) => rules[name] === undefined)];
    for (const name of names) {
      const at = maps.findIndex((map) => map.name === name);
      const { index, of: type } = maps[at];
      const refId = 1 + at;
      const rule = rules[name];
      if (rule === undefined) {
        emptyMaps.push({ index, refId });
        continue;
      }
      const { capacity, interest } = rule;
      const owner = interest.by === "place" ? interest.source?.of : interest.of;
      const of = filledMaps.findIndex((map) => map.name === owner);
      if (owner !== undefined && of < 0)
        throw new TypeError(`${name}: belongs to ${owner}, which must be named before it`);
      const table = new RecordTable(type, capacity);
      if (table.hasTexts && interest.by === "place" && interest.endsSoon !== undefined)
        throw new TypeError(`${name}: only rows with objects can be used again, see endsSoon`);
      const brief = interest.by === "place" && interest.source ? table.maskOf(interest.source.brief) : 0;
      filledMaps.push({ name, index, refId, firstRef: nextRef, interest, of, brief, table });
      // Texts have no ids. Twice as many, because freed handles stay reserved until their frame is done.
      if (!table.hasTexts) nextRef += 2 * (interest.by === "place" ? Math.min(capacity, interest.most) : capacity);
    }
    this.maps = filledMaps;
    this.emptyMaps = emptyMaps;
  }

  /** A decoder for one client's frames. */
  newDecoder(): StateDecoder {
    return new StateDecoder(this.#state);
  }

  settle(): void {
    this.root.settle();
    this.own?.settle();
    for (const { table } of this.maps) table.settle();
  }
}

/** The class's list, for these changes. Throws a TypeError where there is one without the other. */
function listOf({ name }: SchemaClass, lists: readonly ListField[], log: ChangeLog | undefined): ListField | undefined {
  const names = lists.map((list) => list.name);
  if (names.length === (log === undefined ? 0 : 1) && names[0] === log?.field) return lists[0];
  throw new TypeError(`${name}: its lists are ${names.join(", ") || "none"}, and there are changes for ${log?.field}`);
}
