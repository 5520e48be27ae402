import { describe, expectTypeOf, it } from "vitest";
import type { CommandIn, EventIn, Row, Rows, SeatStatus, WorldIn } from "../../../shared/kit/index.ts";
import { defineRules, flag, int, perSeat } from "../../../shared/kit/index.ts";
import type { trails } from "./trails.ts";

type World = WorldIn<typeof trails>;
type Wall = { seat: number; x: number; y: number; note: number };

describe("types that follow from the fields", () => {
  it("are those of the world", () => {
    expectTypeOf<World["phase"]>().toEqualTypeOf<"waiting" | "racing" | "over">();
    expectTypeOf<World["riders"][number]["x"]>().toEqualTypeOf<number>();
    expectTypeOf<World["riders"][number]["alive"]>().toEqualTypeOf<boolean>();
    expectTypeOf<World["walls"]>().toEqualTypeOf<Rows<Wall>>();
    expectTypeOf<ReturnType<World["walls"]["add"]>>().toEqualTypeOf<Row<Wall> | null>();
    expectTypeOf<World["deck"]>().toEqualTypeOf<number[]>();
    expectTypeOf<World["config"]>().toEqualTypeOf<{ readonly size: number }>();
    expectTypeOf<World["seats"]>().toEqualTypeOf<readonly SeatStatus[]>();
  });

  it("are those of commands and events", () => {
    expectTypeOf<Extract<CommandIn<typeof trails>, { type: "turn" }>>().toEqualTypeOf<{
      readonly type: "turn";
      readonly seat: number;
      readonly heading: number;
    }>();
    expectTypeOf<CommandIn<typeof trails>["type"]>().toEqualTypeOf<
      "join" | "drop" | "back" | "leave" | "entropy" | "turn"
    >();
    expectTypeOf<EventIn<typeof trails>>().toEqualTypeOf<
      { readonly type: "crashed"; readonly seat: number; readonly by: number } | { readonly type: "started" }
    >();
  });

  it("refuse unknown fields", () => {
    defineRules({
      id: "g",
      version: 1,
      tickHz: 20,
      seats: 2,
      world: { riders: perSeat({ x: int(0, 9).public(), wish: int(0, 3) }), done: flag() },
      events: { won: { by: int(0, 1) } },
      commands: {
        go: {
          fields: { x: int(0, 9) },
          apply(game, seat, values) {
            expectTypeOf(values).toEqualTypeOf<Readonly<{ x: number }>>();
            expectTypeOf(game.world.riders[seat].x).toEqualTypeOf<number>();
            // @ts-expect-error: no such column
            game.world.riders[seat].y;
            // @ts-expect-error: a flag
            game.world.done = 1;
            // @ts-expect-error: tables stay
            game.world.riders = [];
            // @ts-expect-error: the kit's own
            game.world.tick++;
          },
        },
      },
      tick(game) {
        // @ts-expect-error: no such event
        game.emit({ type: "lost", by: 1 });
        // @ts-expect-error: no such field
        game.emit({ type: "won", seat: 1 });
      },
      continued: {
        riders: {
          epsilon: { x: 1 },
          continue(row) {
            expectTypeOf(row).toEqualTypeOf<Readonly<{ x: number }>>();
            return { x: row.x };
          },
        },
      },
    });
  });
});
