import type { Client } from "@colyseus/core";
import { beforeEach, describe, expect, it } from "vitest";
import { RestoredClient } from "../../../server/colyseus/held-seats.ts";
import { kickSeats, type Seat, Seats } from "../../../server/runtime/seats.ts";
import { CLOSE, type CloseReason } from "../../../shared/wire/codes.ts";

let seats: Seats<string>;
let clients: Map<string, Client>;
let kicked: [string, CloseReason][];
beforeEach(() => {
  seats = new Seats<string>(4);
  clients = new Map();
  kicked = [];
  for (const name of ["ann", "bob", "cy"]) {
    seats.occupy(name, name, false);
    clients.set(name, { sessionId: name } as Client);
  }
});

const send = (why: (seat: Seat<string>) => CloseReason | null) =>
  kickSeats(seats, why, clients, ({ sessionId }, row) => {
    expect(seats.bySession(sessionId)?.dismissed).toBe(true);
    kicked.push([sessionId, row]);
  });
const bobOut = ({ join }: Seat<string>) => (join === "bob" ? CLOSE.banned : null);

describe("a player who is dismissed from a room", () => {
  it("is kicked once, with the reason, and marked as dismissed; the others stay", () => {
    send(bobOut);
    send(bobOut);
    expect(kicked).toEqual([["bob", CLOSE.banned]]);
    expect([...seats.all()].map(({ dismissed }) => dismissed)).toEqual([false, true, false]);
  });

  it("is not checked again", () => {
    send(bobOut);
    const asked: string[] = [];
    send(({ join }) => {
      asked.push(join);
      return null;
    });
    expect(asked).toEqual(["ann", "cy"]);
  });

  it.each<[string, () => void]>([
    ["whose socket is gone", () => clients.delete("bob")],
    ["who was in before a crash", () => clients.set("bob", new RestoredClient("bob"))],
  ])("keeps the seat until the return, if it is someone %s", (_, away) => {
    const [bob] = [clients.get("bob") as Client];
    away();
    send(bobOut);
    expect([kicked, seats.bySession("bob")?.dismissed]).toEqual([[], false]);
    clients.set("bob", bob);
    send(bobOut);
    expect(kicked).toEqual([["bob", CLOSE.banned]]);
  });

  it("may be everybody, and leaves the seat at once", () => {
    const left: string[] = [];
    kickSeats(
      seats,
      () => CLOSE.accountGone,
      clients,
      ({ sessionId }) => {
        left.push(sessionId);
        seats.free(seats.bySession(sessionId) as Seat<string>);
      },
    );
    expect([left, seats.occupied]).toEqual([["ann", "bob", "cy"], 0]);
  });
});
