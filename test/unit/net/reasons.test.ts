import { MatchMakeError } from "@colyseus/sdk";
import { describe, expect, it } from "vitest";
import { canReconnect, closeReason, endsSeat, isRefusal, refusalReason } from "../../../client/net/close-reasons.ts";
import { CLOSE, REFUSAL, ROOM_REFUSAL } from "../../../shared/wire/codes.ts";

describe("reasons", () => {
  it("every close of a socket has a message", () => {
    for (const { code, reason } of Object.values(CLOSE)) {
      expect(closeReason(code, "").toLowerCase()).toContain(reason);
      expect(closeReason(code, "Because.")).toBe("Because.");
    }
    expect(closeReason(4999, "")).toContain("4999");
  });

  it("a client may return after network failures and restarts, but not after its own violations", () => {
    for (const code of [1001, 1005, 1006, CLOSE.restarting.code, 4003]) expect(canReconnect(code)).toBe(true);
    // Those of proxies, too, whatever they mean by it.
    for (const code of [1000, 1002, 1008, 1009, 1014, 1015, 3000]) expect(canReconnect(code)).toBe(true);
    for (const code of [4000, CLOSE.badCommands.code, CLOSE.takenOver.code, CLOSE.frameFlood.code])
      expect(canReconnect(code)).toBe(false);
  });

  it("only the server's own codes end a seat, and an outdated page keeps it for the next one", () => {
    for (const row of ["banned", "takenOver", "accountGone", "roomFault"] as const)
      expect(endsSeat(CLOSE[row].code), row).toBe(true);
    for (const code of [
      1000,
      1006,
      1008,
      1012,
      3000,
      CLOSE.restarting.code,
      CLOSE.otherVersion.code,
      CLOSE.slowConsumer.code,
    ])
      expect(endsSeat(code)).toBe(false);
  });

  it("a refusal differs from a server that is away or busy", () => {
    for (const code of Object.values(ROOM_REFUSAL)) expect(isRefusal(new MatchMakeError("no", code))).toBe(true);
    for (const row of Object.values(REFUSAL))
      expect(isRefusal(new MatchMakeError(row.error, row.status))).toBe(![429, 503].includes(row.status));
    expect(isRefusal(new TypeError("fetch failed"))).toBe(false);
    expect(refusalReason(new TypeError("fetch failed"))).toBe("The server cannot be reached.");
    expect(refusalReason(new MatchMakeError("name: taken", 461))).toBe("Name: taken.");
  });
});
