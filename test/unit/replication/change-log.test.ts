import { type ArraySchema, schema, t } from "@colyseus/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChangeLog } from "../../../server/replication/change-log.ts";
import { Replica } from "../../../server/replication/replica.ts";
import { Replicator } from "../../../server/replication/replicator.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { REPLICA_HOST } from "../../room/kit/replica-client.ts";
import { TestClient } from "./scene.ts";
import { failOnDecoderWarnings } from "./theatre.ts";

failOnDecoderWarnings();

const Sum = schema({ events: t.string(), parts: t.array("string") }, "Sum");

/** A number; clients are sent it, and then what is added to it. */
class Total implements ChangeLog {
  readonly field = "parts";
  changes = "";
  wholeLength = 1;
  total = 0;
  padding = "";

  add(more: number): void {
    this.total += more;
    this.changes = more === 0 ? "" : `${this.padding}${more}`;
  }

  whole(): string {
    return `${this.padding}${this.total}`;
  }
}

class Accounts {
  readonly log = new Total();
  readonly replicator: Replicator;

  constructor() {
    const replica = new Replica(Sum, { seats: 1, maps: {}, log: this.log });
    this.replicator = new Replicator({ replica, halfWidthPx: 1, eye() {} }, REPLICA_HOST);
  }

  join(client = new TestClient(this.replicator.handshake)) {
    const viewer = this.replicator.join(0, client);
    client.raw(this.replicator.state(viewer));
    return { client, viewer };
  }

  patch(more: number): void {
    this.log.add(more);
    this.replicator.patch([]);
  }
}

const partsOf = (client: TestClient) => [...(client.field("parts") as ArraySchema<string>)];
const totalOf = (client: TestClient) => partsOf(client).reduce((sum, part) => sum + Number(part), 0);

const act = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom("clog" as const, "clear" as const, "join" as const, "return" as const),
);

describe("a list of changes", () => {
  it("adds up to the same at every client, also after a slow socket or a return", () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 10, maxLength: 60 }), (acts) => {
        const accounts = new Accounts();
        const slow = accounts.join();
        const clients = [accounts.join()];
        for (const of of acts) {
          if (of === "clog") slow.client.bufferedBytes = REPLICATION_LIMITS.pendingBytes + 1;
          else if (of === "clear") slow.client.bufferedBytes = 0;
          else if (of === "join") clients.push(accounts.join());
          else if (of === "return") clients[0].client.raw(accounts.replicator.state(clients[0].viewer));
          else accounts.patch(of);
          for (const { client } of clients) expect(totalOf(client)).toBe(accounts.log.total);
        }
        slow.client.bufferedBytes = 0;
        accounts.patch(0);
        expect(totalOf(slow.client)).toBe(accounts.log.total);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it("costs five bytes and its text in each patch that changes something, and nothing in others", () => {
    const accounts = new Accounts();
    const { client } = accounts.join();
    accounts.patch(0);
    const before = client.frames.length;
    accounts.patch(0);
    expect(client.frames).toHaveLength(before);
    accounts.patch(123);
    // The protocol; two for the list, then operation, index, and a byte for the length.
    expect(client.frames.at(-1)?.bytes).toBe(1 + 2 + 3 + 3);
    expect(partsOf(client)).toEqual(["0", "123"]);
  });

  it("D8: begins anew with everything when it is long beside it, for each client by itself", () => {
    const accounts = new Accounts();
    const [early, late] = [accounts.join(), accounts.join()];
    const longest = { early: 0, late: 0 };
    for (let i = 0; i < 2_000; i++) {
      if (i === 300) late.client.raw(accounts.replicator.state(late.viewer));
      accounts.patch(1);
      longest.early = Math.max(longest.early, partsOf(early.client).length);
      longest.late = Math.max(longest.late, partsOf(late.client).length);
      expect([totalOf(early.client), totalOf(late.client)]).toEqual([i + 1, i + 1]);
    }
    expect(partsOf(early.client).length).not.toBe(partsOf(late.client).length);
    // A patch takes two bytes of text.
    expect(longest.early).toBeLessThan(530);
    expect(longest.late).toBeLessThan(530);
    accounts.log.wholeLength = 1_000;
    for (let i = 0; i < 1_000; i++) accounts.patch(1);
    expect(partsOf(early.client).length).toBeGreaterThan(1_000);
  });

  it("holds texts of any length", () => {
    const accounts = new Accounts();
    const early = accounts.join();
    for (const length of [31, 32, 255, 256, 65_535, 65_536, 100_000]) {
      accounts.log.padding = "0".repeat(length - 1);
      accounts.patch(1);
      const late = accounts.join();
      expect([totalOf(early.client), totalOf(late.client)]).toEqual([accounts.log.total, accounts.log.total]);
      expect(partsOf(late.client)[0]).toHaveLength(length);
    }
  });

  it("needs changes, and they need a list", () => {
    expect(() => new Replica(Sum, { seats: 1, maps: {} })).toThrow(
      "Sum: its lists are parts, and there are changes for",
    );
    const Plain = schema({ events: t.string() }, "Plain");
    expect(() => new Replica(Plain, { seats: 1, maps: {}, log: new Total() })).toThrow(
      "Plain: its lists are none, and there are changes for parts",
    );
  });
});
