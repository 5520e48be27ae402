import type { AnyRules, AnyWorld } from "../../shared/kit/index.ts";
import {
  SEAT_STATUS,
  splitTick,
  stateClassOf,
  type WireLayout,
  type WireTable,
  wireLayout,
} from "../../shared/wire/kit/index.ts";
import type { Recipients } from "../replication/event-dispatcher.ts";
import type { RecordTable } from "../replication/record-table.ts";
import { type MapRules, Replica } from "../replication/replica.ts";
import type { Projection, RoomNames } from "../runtime/room-definition.ts";
import { type NearOptions, Places } from "./near.ts";
import { PublicRows } from "./public-rows.ts";
import { holderOf } from "./rows.ts";
import { TableWriter, writeFields } from "./table-writer.ts";

export interface AnyEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Projects the world of any rules of the kit: public columns to everyone, own columns to the holder of their seat. */
export class KitProjection implements Projection<AnyEvent> {
  readonly replica: Replica;
  readonly #rules: AnyRules;
  readonly #world: AnyWorld;
  readonly #names: RoomNames;
  readonly #layout: WireLayout;
  readonly #writers: ReadonlyMap<string, TableWriter>;
  readonly #publicRows: PublicRows;
  readonly #places: Places | null;
  #seated: number[] = [];

  /** @param near default: everyone receives all public rows */
  constructor(rules: AnyRules, world: AnyWorld, names: RoomNames, near: NearOptions | null = null) {
    this.#rules = rules;
    this.#world = world;
    this.#names = names;
    this.#layout = wireLayout(rules);
    this.#places = near && new Places(rules, world, near);
    const { tables, logged } = this.#layout;
    const isNear = (table: string) => table === near?.table;
    this.#publicRows = new PublicRows(rules, world, logged, isNear);
    const isLogged = ({ name, isOwn }: WireTable) => !isOwn && !isNear(name) && logged.some((of) => of.name === name);
    const mapped = tables.filter((table) => !isLogged(table));
    this.#writers = new Map(mapped.map((wire) => [wire.field, new TableWriter(rules, world, wire)]));
    const { seats } = rules.definition;
    const writers = [...this.#writers.values()].map((writer) => [writer.wire.field, this.#rulesOf(writer, near)]);
    const seatRules: MapRules = { capacity: seats, interest: { by: "company", everyone: () => this.#seated } };
    this.replica = new Replica(stateClassOf(rules), {
      seats,
      maps: { seats: seatRules, ...Object.fromEntries(writers) },
      log: logged.length > 0 ? this.#publicRows : undefined,
    });
  }

  #rulesOf(writer: TableWriter, near: NearOptions | null): MapRules {
    const { capacity, name, isOwn } = writer.wire;
    if (!isOwn && this.#places !== null && name === near?.table) return { capacity, interest: this.#places.interest };
    const everyone = () => writer.everyones;
    const owned = (seat: number, epoch: number) => writer.ownSlots(seat, epoch);
    return { capacity, interest: { by: "company", everyone, ...(isOwn && { owned }) } };
  }

  get halfWidthPx(): number {
    return this.#places?.halfWidthPx ?? 1;
  }

  eye(seat: number, out: { x: number; y: number }): void {
    if (seat >= 0) this.#places?.look(seat, out);
  }

  /** Everyone, or the holder of the seat that the event's own field names. */
  concern(event: AnyEvent, out: Recipients): void {
    const own = this.#rules.fields.events[event.type].find(({ visibility }) => visibility === "own");
    if (own === undefined) {
      out.everyone = true;
      return;
    }
    const seat = event[own.name] as number;
    const holder = holderOf(this.#world, seat);
    if (holder === null) return;
    out.seat = seat;
    out.epoch = holder;
  }

  write(): void {
    this.#places?.update();
    this.#publicRows.write();
    this.#writeRoot(this.replica.root);
    for (const { name, table } of this.replica.maps)
      if (name === "seats") this.#writeSeats(table);
      else this.#writers.get(name)?.write(table);
  }

  #writeRoot(root: RecordTable): void {
    writeFields(root, 0, this.#layout.tickFields, { ...splitTick(this.#world.tick) });
    writeFields(root, 0, this.#layout.root, this.#world);
  }

  #writeSeats(table: RecordTable): void {
    this.#seated = [];
    for (const [seat, status] of this.#world.seats.entries()) {
      if (status === "empty") {
        if (table.live[seat] === 1) table.close(seat);
        continue;
      }
      this.#seated.push(seat);
      if (table.live[seat] === 0) table.open(seat, String(seat));
      table.set(seat, table.columns.status, SEAT_STATUS[status]);
      table.setText(seat, table.columns.name, this.#names.nameOf(this.#world.hidden.holders[seat]));
    }
  }
}
