import { beforeEach, describe, expect, it } from "vitest";
import { Entry } from "../../../server/clockwork/entry.ts";
import { JoinRefusal } from "../../../server/clockwork/join-refusal.ts";
import { People } from "../../../server/clockwork/people.ts";
import { NOBODY, OPEN_GATE, type Person } from "../../../server/clockwork/person.ts";
import { NO_NAMES } from "../../../server/clockwork/room-names.ts";
import { Seats } from "../../../server/clockwork/seats.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { type TugCommand, tugRoom } from "../../harness/tiny-game.ts";

const room = tugRoom("tug", 2);
const red = { team: "red" };
const blue = { team: "blue" };

type Join = { team: string };
/** What was done, in order. */
let done: unknown[];
let seats: Seats<Join>;
let people: People<TugCommand, Join>;
beforeEach(() => open());

function open(admit = room.admit): void {
  done = [];
  seats = new Seats<Join>(2);
  const count = (what: string) => () => void done.push(what);
  const metrics = { clientJoined: count("joined"), clientLeft: count("left"), joinRefused: count("refused") };
  people = new People<TugCommand, Join>({
    entry: new Entry({ admit }, { gate: OPEN_GATE, metrics }),
    commands: room.commands,
    seats,
    names: NO_NAMES,
    nameOf: null,
    recorder: { roomChanged: count("changed") },
    metrics,
    order: (command) => void done.push(command),
    forget: (seat) => void done.push(["forget", seat]),
  });
}

/** What is done by this. */
function doneBy(what: () => unknown): unknown[] {
  done.length = 0;
  what();
  return [...done];
}

describe("people of a room", () => {
  it("take the lowest free seat, which is kept, and of which the world is told", () => {
    people.join("ann", red, NOBODY);
    expect(doneBy(() => people.join("bob", { ...blue, verify: true }, NOBODY))).toEqual([
      "changed",
      { type: "join", seat: 1 },
      "joined",
    ]);
    expect(seats.of("ann")).toMatchObject({ seat: 0, join: red, verify: false });
    expect(seats.of("bob")).toMatchObject({ seat: 1, join: blue, verify: true });
  });

  it("are admitted in view of those who hold the other seats", () => {
    const asked: unknown[] = [];
    const ann: Person = { ...NOBODY, player: 1, name: "Ann" };
    open((options, present, person) => {
      asked.push([options, present, person]);
      return room.admit(options, present, person);
    });
    people.join("ann", red, ann);
    people.join("bob", blue, NOBODY);
    expect(asked).toEqual([
      [red, [], ann],
      [blue, [red], NOBODY],
    ]);
  });

  it.each([null, undefined, 1, { team: "red", verify: 1 }])("verify nothing unless they say so: %j", (options) => {
    open(() => red);
    expect(people.join("ann", options, NOBODY).verify).toBe(false);
  });

  it("are refused when all seats are taken, and the world hears nothing of it", () => {
    for (const name of ["ann", "bob"]) people.join(name, red, NOBODY);
    let error: unknown;
    const effects = doneBy(() => {
      try {
        people.join("cy", red, NOBODY);
      } catch (thrown) {
        error = thrown;
      }
    });
    expect(error).toBeInstanceOf(JoinRefusal);
    expect(error).toMatchObject({ code: ROOM_REFUSAL.roomFull, message: "all 2 seats of this room are taken" });
    expect(effects).toEqual(["refused"]);
    expect(seats.taken).toBe(2);
  });

  it("are held their seat when they are lost, and what they meant for later is not done", () => {
    people.join("ann", red, NOBODY);
    let held = false;
    const effects = doneBy(() => {
      held = people.lost("ann");
    });
    expect([held, effects]).toEqual([true, [["forget", 0], { type: "drop", seat: 0 }]]);
    expect(doneBy(() => expect(people.back("ann")).toBe(seats.of("ann")))).toEqual([{ type: "back", seat: 0 }]);
  });

  it("are held no seat once they were sent away, or if they never had one", () => {
    people.join("ann", red, NOBODY).dismissed = true;
    expect(doneBy(() => expect([people.lost("ann"), people.lost("zoe")]).toEqual([false, false]))).toEqual([]);
  });

  it("free their seat when they leave, for whoever comes next", () => {
    for (const name of ["ann", "bob"]) people.join(name, red, NOBODY);
    expect(doneBy(() => people.leave("ann"))).toEqual(["changed", ["forget", 0], { type: "leave", seat: 0 }, "left"]);
    expect(doneBy(() => people.leave("ann"))).toEqual([]);
    expect(people.join("cy", red, NOBODY)).toMatchObject({ seat: 0, epoch: 3 });
  });

  it("go on after a crash where they were, without the world hearing of it", () => {
    const seat = people.join("ann", red, NOBODY);
    expect(doneBy(() => expect(people.restore("ann")).toBe(seat))).toEqual(["joined"]);
  });

  it("are refused a seat that is no longer theirs", () => {
    people.join("ann", red, NOBODY);
    people.leave("ann");
    const effects = doneBy(() => {
      expect(() => people.back("ann")).toThrow(JoinRefusal);
      expect(() => people.restore("ann")).toThrow("the seat is no longer held");
    });
    expect(effects).toEqual([]);
  });
});
