import { type Schema, schema, t } from "@colyseus/schema";
import { describe, expect, it } from "vitest";
import { encodeLobbyCommand, LOBBY_COMMAND_VERSION } from "../../../shared/games/lobby/wire/client-command.ts";
import { fingerprint } from "../../../shared/wire/fingerprint.ts";
import {
  encodeCommand,
  encodeEvents,
  encodePing,
  encodePong,
  encodeRefusal,
  encodeStateCheck,
  encodeWelcome,
  MESSAGES_VERSION,
} from "../../../shared/wire/messages.ts";
import { digestOf } from "../../harness/digest-samples.ts";

const machine = { id: "sample", version: 1 };
const ship = (fields: object = {}) => schema({ x: t.int32(), y: t.int32(), ...fields }, "Ship");
const wire = (type: new () => Schema = ship(), changes: object = {}) => {
  const state = schema({ tick: t.uint32(), ships: t.map(type) }, "State");
  return fingerprint({ state, machine, commandsVersion: 1, ...changes });
};

describe("the wire's fingerprint", () => {
  it("is the same for two schemas of the same wire format", () => {
    expect(wire()).toBe(wire());
    expect(wire()).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([
    ["a field more", wire(ship({ heading: t.uint16() }))],
    ["a field of another type", wire(ship({ y: t.int16() }))],
    ["a field renamed", wire(schema({ x: t.int32(), z: t.int32() }, "Ship"))],
    ["fields in another order", wire(schema({ y: t.int32(), x: t.int32() }, "Ship"))],
    ["another machine", wire(ship(), { machine: { id: "other", version: 1 } })],
    ["another version of the machine", wire(ship(), { machine: { id: "sample", version: 2 } })],
    ["other commands", wire(ship(), { commandsVersion: 2 })],
  ])("differs with %s", (_, other) => {
    expect(other).not.toBe(wire());
  });
});

describe("a version is raised when bytes change", () => {
  it("MESSAGES_VERSION", () => {
    const bytes = Uint8Array.of(7, 8, 9);
    const arrivals = { late: 3, merged: 4 };
    const samples = [
      encodeWelcome({
        ...{ machine: "m", version: 2, seat: 3, tick: 400, tickHz: 60, patchEveryTicks: 5 },
        config: bytes,
      }),
      encodeCommand(300, bytes),
      encodePing({ nonce: 200 }),
      encodePong({ nonce: 1, tick: 300, intoTickUs: 5_000, heldUs: 600, marginTicks: -2, ...arrivals }),
      encodePong({ nonce: 1, tick: 300, intoTickUs: 5_000, heldUs: 600, marginTicks: null, ...arrivals }),
      encodeEvents([
        { tick: 300, bytes },
        { tick: 301, bytes },
      ]),
      encodeRefusal({ code: 464, reason: "no" }),
      encodeStateCheck({ tick: 300, digest: "0123456789abcdef" }),
    ];
    expect([MESSAGES_VERSION, digestOf(samples)]).toEqual([3, "ae567db9861db482"]);
  });

  it("LOBBY_COMMAND_VERSION", () => {
    const nonce = 4_000_000_000;
    const line = { channel: "match/abc", line: 300, nonce };
    const order = { player: 2_000_000_000, untilS: 1_800_000_000, why: "rude", nonce };
    const samples = [
      encodeLobbyCommand({ type: "open", channel: "lobby", after: -1, nonce }),
      encodeLobbyCommand({ type: "close", channel: "lobby" }),
      encodeLobbyCommand({ type: "say", channel: "lobby", text: "hé 🚀", nonce }),
      encodeLobbyCommand({ type: "report", ...line, why: "rude" }),
      encodeLobbyCommand({ type: "erase", ...line }),
      encodeLobbyCommand({ type: "mute", ...order }),
      encodeLobbyCommand({ type: "ban", ...order }),
    ];
    expect([LOBBY_COMMAND_VERSION, digestOf(samples)]).toEqual([1, "327e2752b872b49d"]);
  });
});
