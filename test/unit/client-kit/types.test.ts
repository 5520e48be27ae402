import { describe, expectTypeOf, it } from "vitest";
import { definePage, definePilots, type GameView } from "../../../client/kit/index.ts";
import { race } from "../../room/kit/race.ts";

type View = GameView<typeof race>;

describe("types that follow from the rules", () => {
  it("are those of a view", () => {
    expectTypeOf<View["rows"]["racers"][number]["x"]>().toEqualTypeOf<number>();
    expectTypeOf<View["rows"]["racers"][number]["plan"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<View["rows"]["cards"][number]["isOwn"]>().toEqualTypeOf<boolean>();
    expectTypeOf<View["world"]["phase"]>().toEqualTypeOf<"waiting" | "racing" | "shown">();
    expectTypeOf<View["config"]["goal"]>().toEqualTypeOf<number>();
    expectTypeOf<Extract<View["events"][number], { type: "won" }>>().toEqualTypeOf<{
      readonly type: "won";
      readonly seat: number;
    }>();
    // @ts-expect-error: private
    type _Grudge = View["rows"]["racers"][number]["grudge"];
    // @ts-expect-error: private
    type _Deck = View["world"]["deck"];
  });

  it("are those of pages and pilots, whose commands need no type", () => {
    definePilots(race, {
      fast: ({ seat }) => (seat < 0 ? null : { type: "speed", speed: 9 }),
      loud(view, random, memory) {
        expectTypeOf(view).toEqualTypeOf<View>();
        memory[0] = random.below(3);
        return view.world.phase === "racing" ? { type: "say", words: "go" } : { type: "deal" };
      },
      // @ts-expect-error: no such command
      lost: () => ({ type: "fly" }),
      // @ts-expect-error: no such field
      slow: () => ({ type: "speed", speeds: 1 }),
    });
    definePage<typeof race>({
      rules: race,
      title: "Race",
      about: "Who is first?",
      draw(context, view, { width }) {
        expectTypeOf(view).toEqualTypeOf<View>();
        for (const { id, x } of view.rows.racers) context.fillRect(0, id, (view.next("racers", id)?.x ?? x) / width, 1);
      },
      keys: [
        { codes: ["KeyW"], label: "Faster", command: () => ({ type: "speed", speed: 5 }) },
        { codes: ["KeyS"], label: "Say", command: ({ seat }) => (seat > 0 ? { type: "say", words: "hi" } : null) },
      ],
      point: (_view, { x }, { width }) => ({ type: "speed", speed: Math.floor((9 * x) / width) }),
    });
    // @ts-expect-error: no such command
    definePage<typeof race>({ rules: race, title: "", about: "", draw() {}, point: () => ({ type: "fly" }) });
  });
});
