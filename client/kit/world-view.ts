import type { AnyRules, AnyWorld, EventIn, TableColumns, WorldIn } from "../../shared/kit/index.ts";
import { blankNet, type NetView } from "../net/net-stats.ts";
import { type AnyRow, type AnyValues, type AnyView, type GameView, secondsFrom } from "./view.ts";

export interface WorldViewOptions<R> {
  /** How far between the world's tick and the next, 0–1. */
  readonly share?: number;
  /** By seat. */
  readonly names?: readonly string[];
  /** Since the view before. */
  readonly events?: readonly EventIn<R>[];
  readonly net?: Readonly<NetView>;
}

/**
 * A view of a whole world, for spectators and replays: public columns only, whatever else the world has. Copies nothing
 * deeper than rows, so it holds until the world's next step.
 */
export function viewOfWorld<R>(rules: R, world: WorldIn<R>, options: WorldViewOptions<R> = {}): GameView<R> {
  const view = anyView(
    rules as unknown as AnyRules,
    world as unknown as AnyWorld,
    options as WorldViewOptions<unknown>,
  );
  return view as unknown as GameView<R>;
}

function anyView(rules: AnyRules, world: AnyWorld, options: WorldViewOptions<unknown>): AnyView {
  const { share = 0, names = [], events = [], net = LIVE } = options;
  const seen = rules.publicWorld(world);
  const { config, ...root } = seen;
  const rows = Object.fromEntries(rules.fields.tables.map((table) => [table.name, rowsOf(table, world)]));
  return {
    tick: world.tick + share,
    secondsTo: secondsFrom(world.tick + share, rules),
    seat: -1,
    seats: world.seats.map((status, seat) => ({ status, name: names[seat] ?? "" })),
    config: config as AnyValues,
    world: root,
    rows,
    next(name, id) {
      const row = rows[name]?.find((one) => one.id === id) ?? null;
      const rule = rules.definition.continued?.[name];
      return row === null || rule === undefined ? row : { ...row, ...rule.continue(row, 1, seen) };
    },
    events,
    net,
  };
}

const LIVE: NetView = { ...blankNet(), state: "live" };

function rowsOf({ name, columns }: TableColumns, world: AnyWorld): readonly AnyRow[] {
  const names = columns.flatMap((column) => (column.visibility === "public" ? [column.name] : []));
  if (names.length === 0) return [];
  const unknown = columns.flatMap((column) => (column.visibility === "own" ? [[column.name, undefined] as const] : []));
  const rows: AnyRow[] = [];
  let seat = 0;
  for (const row of world[name] as Iterable<AnyValues>) {
    const id = (row.id as number | undefined) ?? seat;
    const known = Object.fromEntries([...unknown, ...names.map((column) => [column, row[column]] as const)]);
    rows.push({ id, isOwn: false, ...known });
    seat++;
  }
  return rows.sort((a, b) => a.id - b.id);
}
