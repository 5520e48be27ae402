import { type MapSchema, schema, t } from "@colyseus/schema";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Replica } from "../../../server/replication/replica.ts";
import { Replicator } from "../../../server/replication/replicator.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { REPLICA_HOST } from "../../room/kit/replica-client.ts";
import { NOTES, TestClient, TestScene } from "./scene.ts";

const warn = vi.spyOn(console, "warn");
afterEach(() => {
  // The stock decoder says there what it does not understand.
  expect(warn).not.toHaveBeenCalled();
});

/** Notes by key, as a client has them. */
const notesOf = (client: TestClient) => Object.fromEntries((client.field("notes") as MapSchema<string>).entries());

class Board {
  readonly scene = new TestScene();
  readonly replicator = new Replicator(this.scene, REPLICA_HOST);
  readonly notes: Record<string, string> = {};
  readonly #table = this.scene.table("notes");
  #written = 0;

  join(): TestClient {
    const client = new TestClient(this.replicator.handshake);
    const viewer = this.replicator.join(0, client);
    client.raw(this.replicator.state(viewer));
    return client;
  }

  /** Writes a note, or another one in its place. */
  write(slot: number, text: string): void {
    if (this.#table.live[slot] === 1) this.erase(slot);
    const key = `n${this.#written++}`;
    this.#table.open(slot, key);
    this.scene.openNotes.push(slot);
    this.change(slot, text);
  }

  change(slot: number, text: string): void {
    if (this.#table.live[slot] !== 1) return;
    this.#table.setText(slot, 0, text);
    this.notes[this.#table.keys[slot]] = text;
  }

  erase(slot: number): void {
    if (this.#table.live[slot] !== 1) return;
    delete this.notes[this.#table.keys[slot]];
    this.#table.close(slot);
    this.scene.openNotes = this.scene.openNotes.filter((of) => of !== slot);
  }
}

const slot = fc.nat(NOTES - 1);
const text = fc.string({ maxLength: 40 });
const act = fc.oneof(
  fc.record({ type: fc.constant("write" as const), slot, text }),
  fc.record({ type: fc.constant("change" as const), slot, text }),
  fc.record({ type: fc.constant("erase" as const), slot }),
  fc.record({ type: fc.constantFrom("patch" as const, "patch" as const, "clog" as const, "clear" as const) }),
);

describe("a map of texts", () => {
  it("is equal at server and clients, also after a slow socket or a return", () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 20, maxLength: 80 }), (acts) => {
        const board = new Board();
        const [client, other] = [board.join(), board.join()];
        for (const of of acts) {
          if (of.type === "write") board.write(of.slot, of.text);
          else if (of.type === "change") board.change(of.slot, of.text);
          else if (of.type === "erase") board.erase(of.slot);
          else if (of.type === "clog") client.bufferedBytes = REPLICATION_LIMITS.pendingBytes + 1;
          else if (of.type === "clear") client.bufferedBytes = 0;
          if (of.type !== "patch") continue;
          board.replicator.patch([]);
          expect(notesOf(other)).toEqual(board.notes);
          if (client.bufferedBytes === 0) expect(notesOf(client)).toEqual(board.notes);
          expect(notesOf(board.join())).toEqual(board.notes);
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it("comes whole to a client that has another state already", () => {
    const board = new Board();
    const client = new TestClient(board.replicator.handshake);
    const viewer = board.replicator.join(0, client);
    for (const [at, words] of ["one", "two", "three"].entries()) board.write(at, words);
    board.replicator.patch([]);
    client.raw(board.replicator.state(viewer));
    expect(notesOf(client)).toEqual(board.notes);
    board.erase(1);
    board.write(2, "four");
    board.change(0, "five");
    board.replicator.patch([]);
    client.raw(board.replicator.state(viewer));
    expect(Object.values(notesOf(client)).sort()).toEqual(["five", "four"]);
  });

  it("costs a byte for the operation, one for the handle, and the texts", () => {
    const board = new Board();
    const client = board.join();
    board.write(0, "abc");
    board.replicator.patch([]);
    // Protocol, two for the map, then operation, handle, "n0" and "abc" with a byte for their lengths.
    expect(client.frames.at(-1)?.bytes).toBe(1 + 2 + 2 + 3 + 4);
    board.change(0, "abd");
    board.replicator.patch([]);
    expect(client.frames.at(-1)?.bytes).toBe(1 + 2 + 2 + 4);
    board.write(1, "abc");
    board.write(2, "abc");
    board.replicator.patch([]);
    board.erase(0);
    board.replicator.patch([]);
    expect(client.frames.at(-1)?.bytes).toBe(1 + 2 + 2);
    // All at once take one byte.
    board.erase(1);
    board.erase(2);
    board.replicator.patch([]);
    expect(client.frames.at(-1)?.bytes).toBe(1 + 2 + 1);
    expect(notesOf(client)).toEqual({});
  });

  it("cannot be of other scalars, nor be used again without a word", () => {
    const Counts = schema({ events: t.string(), counts: t.map("number") }, "Counts");
    expect(() => new Replica(Counts, { seats: 1, maps: {} })).toThrow(
      "Counts.counts: only schemas, maps of schemas or strings, and arrays of strings",
    );
    const Notes = schema({ events: t.string(), notes: t.map("string") }, "Notes");
    const place = { by: "place", x: new Int32Array(1), y: new Int32Array(1), enterPx: 1, leavePx: 2, most: 1 } as const;
    const maps = { notes: { capacity: 1, interest: { ...place, endsSoon: () => true } } };
    expect(() => new Replica(Notes, { seats: 1, maps })).toThrow("notes: only rows with objects can be used again");
  });
});
