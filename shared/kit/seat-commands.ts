import { type Compiled, isTable } from "./compiled.ts";
import type { Rows } from "./kinds/row-list.ts";
import type { SeatCommand, SeatCommandType, SeatStatus } from "./types.ts";
import type { AnyGame, AnyWorld } from "./world.ts";

type Hook = "joined" | "dropped" | "returned" | "left";

interface SeatRule {
  /** A seat of another status stays as it is: after a crash, a command may come twice. */
  readonly from: readonly SeatStatus[];
  readonly to: SeatStatus;
  readonly hook: Hook;
}

const RULES: { readonly [T in SeatCommandType]: SeatRule } = {
  join: { from: ["empty"], to: "here", hook: "joined" },
  drop: { from: ["here"], to: "away", hook: "dropped" },
  back: { from: ["away"], to: "here", hook: "returned" },
  leave: { from: ["here", "away"], to: "empty", hook: "left" },
};

/** The commands of a seat's life, as a room places them. */
export const seatCommands = {
  join: (seat: number, holder = 0): SeatCommand => ({ type: "join", seat, holder }),
  drop: (seat: number): SeatCommand => ({ type: "drop", seat }),
  back: (seat: number): SeatCommand => ({ type: "back", seat }),
  leave: (seat: number): SeatCommand => ({ type: "leave", seat }),
};

/**
 * The default of `applySeatCommand`: the seat's status, the game's hook, and then rows of seats that start anew. In other
 * rows of a seat that was left, own columns start anew; a game that wants them elsewhere moves them in `left`.
 */
export function applySeatCommand(compiled: Compiled, game: AnyGame, { type, seat, holder = 0 }: SeatCommand): void {
  const { world } = game;
  const { from, to, hook } = RULES[type];
  if (!from.includes(world.seats[seat])) return;
  world.seats[seat] = to;
  if (type === "join") {
    world.hidden.holders[seat] = holder;
    resetRows(compiled, world, seat);
  }
  compiled.definition[hook]?.(game, seat);
  if (type !== "leave") return;
  world.hidden.holders[seat] = 0;
  resetRows(compiled, world, seat);
  forgetOwn(compiled, world, seat);
}

/** Rows of one seat, as in an empty world. */
function resetRows({ definition, world: plan }: Compiled, world: AnyWorld, seat: number): void {
  for (const [name, field] of Object.entries(definition.world)) {
    if (!isTable(field) || field.kind !== "perSeat") continue;
    Object.assign((world[name] as object[])[seat], plan.parts[name].parts.of.initial());
  }
}

/** Own columns in other rows of one seat, as in new rows: whoever takes the seat receives them. */
function forgetOwn({ definition, world: plan }: Compiled, world: AnyWorld, seat: number): void {
  for (const [name, field] of Object.entries(definition.world)) {
    if (!isTable(field) || field.kind !== "rows") continue;
    const own = Object.entries(field.columns).flatMap(([column, { visibility }]) =>
      visibility === "own" ? [column] : [],
    );
    if (own.length === 0) continue;
    for (const row of world[name] as Rows<{ seat: number }>)
      if (row.seat === seat)
        for (const column of own) Object.assign(row, { [column]: plan.parts[name].parts[column].initial() });
  }
}
