import type { AnyRules, SeatStatus } from "../../kit/index.ts";
import type { Tick } from "../../machine.ts";
import { type WireColumn, type WireTable, wireLayout } from "./layout.ts";
import { SEAT_STATUS } from "./state-class.ts";
import { joinTick } from "./tick.ts";

type Values = Readonly<Record<string, unknown>>;

/** A row as it was received. */
export interface ReceivedRow {
  /** The row's id; of `perSeat`, the seat. */
  readonly id: number;
  /** Continued rows: when it was published. Own rows: a tick at which it was so, the first that the server knows. Else 0. */
  readonly at: Tick;
  readonly row: Values;
}

/** What a client knows of a world. */
export interface ReceivedWorld {
  /** The tick of the last patch. */
  readonly tick: Tick;
  readonly seats: readonly { readonly status: SeatStatus; readonly name: string }[];
  /** Public fields of the world itself. */
  readonly root: Values;
  /** By table: public columns, by id. */
  readonly tables: Readonly<Record<string, ReadonlyMap<number, ReceivedRow>>>;
  /** By table: columns that only this client receives. */
  readonly own: Readonly<Record<string, ReadonlyMap<number, ReceivedRow>>>;
}

type RawRow = Record<string, unknown> & { readonly beat_: number; readonly era_: number };

/** Reads a decoded state with `applyDefaults`, whether its class is ours or comes from the handshake. */
export function readState(rules: AnyRules, state: object): ReceivedWorld {
  const { root, tables } = wireLayout(rules);
  const raw = state as RawRow;
  const rows = (isOwn: boolean) =>
    Object.fromEntries(
      tables.filter((table) => table.isOwn === isOwn).map((table) => [table.name, readTable(table, raw[table.field])]),
    );
  return {
    tick: joinTick({ beat: raw.beat_, era: raw.era_ }),
    seats: Array.from({ length: rules.definition.seats }, (_, seat) => readSeat(raw.seats, seat)),
    root: readRow(root, raw),
    tables: rows(false),
    own: rows(true),
  };
}

const STATUS: Readonly<Record<number, SeatStatus>> = { [SEAT_STATUS.here]: "here", [SEAT_STATUS.away]: "away" };

function readSeat(seats: unknown, seat: number): ReceivedWorld["seats"][number] {
  const found = (seats as ReadonlyMap<string, { status: number; name: string }>).get(`${seat}`);
  return { status: STATUS[found?.status ?? 0] ?? "empty", name: found?.name ?? "" };
}

function readTable({ columns, hasTick }: WireTable, rows: unknown): Map<number, ReceivedRow> {
  const found = new Map<number, ReceivedRow>();
  for (const [key, raw] of (rows as ReadonlyMap<string, RawRow>).entries()) {
    const at = hasTick ? joinTick({ beat: raw.beat_, era: raw.era_ }) : 0;
    found.set(Number(key), { id: Number(key), at, row: readRow(columns, raw) });
  }
  return found;
}

const readRow = (columns: readonly WireColumn[], raw: RawRow): Values =>
  Object.fromEntries(columns.map(({ name, format }) => [name, format.decode(raw[name])]));
