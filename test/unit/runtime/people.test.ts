import { beforeEach, describe, expect, it } from "vitest";
import { Admission, JoinServerError, OPEN_GATE } from "../../../server/runtime/admission.ts";
import { ANONYMOUS, NO_NAMES, type Person } from "../../../server/runtime/room-definition.ts";
import { SeatLifecycle, Seats } from "../../../server/runtime/seats.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";
import { type TugCommand, tugRoom } from "../../harness/tiny-game.ts";

const room = tugRoom("tug", 2);
const red = { team: "red" };
const blue = { team: "blue" };

type Join = { team: string };
/** What was done, in order. */
let done: unknown[];
let seats: Seats<Join>;
let people: SeatLifecycle<TugCommand, Join>;
beforeEach(() => open());

function open(admit = room.admit): void {
  done = [];
  seats = new Seats<Join>(2);
  const count = (what: string) => () => void done.push(what);
  const metrics = { clientJoined: count("joined"), clientLeft: count("left"), joinRefused: count("refused") };
  people = new SeatLifecycle<TugCommand, Join>({
    admission: new Admission({ admit }, { gate: OPEN_GATE, metrics }),
    commands: room.commands,
    seats,
    names: NO_NAMES,
    nameOf: null,
    recorder: { roomRecordChanged: count("changed") },
    metrics,
    queueCommand: (command) => void done.push(command),
    dropCommands: (seat) => void done.push(["forget", seat]),
  });
}

/** What is done by this. */
function doneBy(what: () => unknown): unknown[] {
  done.length = 0;
  what();
  return [...done];
}

describe("seats of a room", () => {
  it("are assigned lowest first, recorded, and reported to the world", () => {
    people.join("ann", red, ANONYMOUS);
    expect(doneBy(() => people.join("bob", { ...blue, verify: true }, ANONYMOUS))).toEqual([
      "changed",
      { type: "join", seat: 1 },
      "joined",
    ]);
    expect(seats.bySession("ann")).toMatchObject({ seat: 0, join: red, verify: false });
    expect(seats.bySession("bob")).toMatchObject({ seat: 1, join: blue, verify: true });
  });

  it("are given in view of who holds the others", () => {
    const asked: unknown[] = [];
    const ann: Person = { ...ANONYMOUS, player: 1, name: "Ann" };
    open((options, present, person) => {
      asked.push([options, present, person]);
      return room.admit(options, present, person);
    });
    people.join("ann", red, ann);
    people.join("bob", blue, ANONYMOUS);
    expect(asked).toEqual([
      [red, [], ann],
      [blue, [red], ANONYMOUS],
    ]);
  });

  it.each([null, undefined, 1, { team: "red", verify: 1 }])("verify nothing unless they say so: %j", (options) => {
    open(() => red);
    expect(people.join("ann", options, ANONYMOUS).verify).toBe(false);
  });

  it("are refused when all are taken, without a command to the world", () => {
    for (const name of ["ann", "bob"]) people.join(name, red, ANONYMOUS);
    let error: unknown;
    const effects = doneBy(() => {
      try {
        people.join("cy", red, ANONYMOUS);
      } catch (thrown) {
        error = thrown;
      }
    });
    expect(error).toBeInstanceOf(JoinServerError);
    expect(error).toMatchObject({ code: ROOM_REFUSAL.roomFull, message: "all 2 seats of this room are taken" });
    expect(effects).toEqual(["refused"]);
    expect(seats.occupied).toBe(2);
  });

  it("are held for lost players, whose pending commands are dropped", () => {
    people.join("ann", red, ANONYMOUS);
    let held = false;
    const effects = doneBy(() => {
      held = people.drop("ann");
    });
    expect([held, effects]).toEqual([true, [["forget", 0], { type: "drop", seat: 0 }]]);
    expect(doneBy(() => expect(people.reconnect("ann")).toBe(seats.bySession("ann")))).toEqual([
      { type: "back", seat: 0 },
    ]);
  });

  it("are not held for dismissed players, or for those without one", () => {
    people.join("ann", red, ANONYMOUS).dismissed = true;
    expect(doneBy(() => expect([people.drop("ann"), people.drop("zoe")]).toEqual([false, false]))).toEqual([]);
  });

  it("are freed when players leave, for the next", () => {
    for (const name of ["ann", "bob"]) people.join(name, red, ANONYMOUS);
    expect(doneBy(() => people.leave("ann"))).toEqual(["changed", ["forget", 0], { type: "leave", seat: 0 }, "left"]);
    expect(doneBy(() => people.leave("ann"))).toEqual([]);
    expect(people.join("cy", red, ANONYMOUS)).toMatchObject({ seat: 0, epoch: 3 });
  });

  it("are restored after a crash, without a command to the world", () => {
    const seat = people.join("ann", red, ANONYMOUS);
    expect(doneBy(() => expect(people.restore("ann")).toBe(seat))).toEqual(["joined"]);
  });

  it("are refused to players who no longer hold them", () => {
    people.join("ann", red, ANONYMOUS);
    people.leave("ann");
    const effects = doneBy(() => {
      expect(() => people.reconnect("ann")).toThrow(JoinServerError);
      expect(() => people.restore("ann")).toThrow("the seat is no longer held");
    });
    expect(effects).toEqual([]);
  });
});
