import { type Reference, readClass, type SchemaClass } from "./fields.ts";
import { handshakeOf } from "./handshake.ts";
import { StateDecoder } from "./state-decoder.ts";
import { RecordTable } from "./table.ts";

/** Objects that have a place are told to whoever is near. */
export interface Near {
  readonly by: "place";
  /** By slot, 1/65536 px. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** They come into view at this distance, and leave it at that one, px. */
  readonly enterPx: number;
  readonly leavePx: number;
  /** The nearest so many at once. */
  readonly most: number;
  /** Distances count so many times, by slot; for what matters more than it is near. Default: 1. */
  weight?(slot: number): number;
  /** What a seat is not told, because it is told better otherwise: its own. */
  isOwn?(slot: number, seat: number): boolean;
  /**
   * Given for objects whose end clients can compute: who has one is told only of ends that come early, and its row stays
   * with them, to be used for another one; so keys of rows are the client's own. Whether this one, by slot, may also leave
   * their view untold, because it ends soon.
   */
  endsSoon?(slot: number): boolean;
  readonly source?: Source;
}

/** Objects that come out of those of another map. */
export interface Source {
  readonly of: string;
  /** What such an object is told in, to who can work out the rest; to others in all fields but these. */
  readonly brief: readonly string[];
  /** Slot of what one came out of since the last patch, when who has known that all along can work it out; −1 otherwise. */
  slotOf(slot: number): number;
}

/** Objects without a place are told to whoever sees what they belong to; and some to everyone. */
export interface Companion {
  readonly by: "company";
  /** Field of a map of objects with a place, and the slot of what belongs to each of those. */
  readonly of?: string;
  slotOf?(slot: number): number;
  /** Slots that everyone is told. */
  everyone(): readonly number[];
  /** Slot of what belongs to whoever looks; −1: nothing does. */
  own?(seat: number): number;
}

export interface MapRules {
  readonly capacity: number;
  readonly interest: Near | Companion;
}

export interface ReplicaRules {
  /** Seats, for what each is told alone. */
  readonly seats: number;
  /** By field of the state's class; a map that is missing here stays empty. */
  readonly maps: Readonly<Record<string, MapRules>>;
}

/** A map of the state: its objects, and who is told of them. */
export interface ReplicaMap {
  readonly name: string;
  readonly index: number;
  readonly refId: number;
  /** Id of the object that a client has under its handle 0; the others follow. */
  readonly firstRef: number;
  readonly table: RecordTable;
  readonly interest: Near | Companion;
  /** Where in {@link Replica.maps} the objects are that these belong to, or come out of; −1: there are none. */
  readonly of: number;
  /** The fields of {@link Source.brief}, as bits; 0: none. */
  readonly brief: number;
}

/** The state's text field in which clients find what happened, see `EventsReader`. */
const EVENTS = "events";

/**
 * A schema state, told to each client in part: the root's own fields to everyone, its maps' objects to whom they concern,
 * and an object that every seat has for itself. Ids of schema objects are each client's own, see `Handles`: they stay small
 * and never run out.
 */
export class Replica {
  /** What a client needs to decode the state without knowing its classes. */
  readonly handshake: Uint8Array;
  readonly #state: SchemaClass;
  readonly root: RecordTable;
  /** Index of the field for what happened; each client is told its own. */
  readonly eventsIndex: number;
  /** A row a seat; null where the class has no such field. */
  readonly own: RecordTable | null;
  readonly ownField: Reference | null;
  readonly ownRef: number;
  readonly maps: readonly ReplicaMap[];
  /** Maps that are never filled, with their ids. */
  readonly emptyMaps: readonly { readonly index: number; readonly refId: number }[];

  constructor(state: SchemaClass, { seats, maps: rules }: ReplicaRules) {
    const { references } = readClass(state);
    const maps = references.filter(({ isMap }) => isMap);
    const [own = null, ...more] = references.filter(({ isMap }) => !isMap);
    if (more.length > 0) throw new TypeError(`${state.name}: more than one object of a seat's own: ${more[0].name}`);
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
    this.own = own === null ? null : new RecordTable(own.type, seats);
    let nextRef = this.ownRef + 1;
    const filled: ReplicaMap[] = [];
    const empty: { index: number; refId: number }[] = [];
    // In the order of the rules: what is named first gets the shorter ids, and comes first where bytes are short.
    const names = [...Object.keys(rules), ...maps.map(({ name }) => name).filter((name) => rules[name] === undefined)];
    for (const name of names) {
      const at = maps.findIndex((map) => map.name === name);
      const { index, type } = maps[at];
      const refId = 1 + at;
      const rule = rules[name];
      if (rule === undefined) {
        empty.push({ index, refId });
        continue;
      }
      const { capacity, interest } = rule;
      const owner = interest.by === "place" ? interest.source?.of : interest.of;
      const of = filled.findIndex((map) => map.name === owner);
      if (owner !== undefined && of < 0)
        throw new TypeError(`${name}: belongs to ${owner}, which is to be named before`);
      const table = new RecordTable(type, capacity);
      const brief = interest.by === "place" && interest.source ? table.maskOf(interest.source.brief) : 0;
      filled.push({ name, index, refId, firstRef: nextRef, interest, of, brief, table });
      // As many again are out of use while the frame that frees them is made.
      nextRef += 2 * (interest.by === "place" ? Math.min(capacity, interest.most) : capacity);
    }
    this.maps = filled;
    this.emptyMaps = empty;
  }

  /** For what one client is sent. */
  newDecoder(): StateDecoder {
    return new StateDecoder(this.#state);
  }

  settle(): void {
    this.root.settle();
    this.own?.settle();
    for (const { table } of this.maps) table.settle();
  }
}
