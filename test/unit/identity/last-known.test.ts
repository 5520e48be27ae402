import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readmitCheck } from "../../../server/platform/identity/gate.ts";
import { StatusCache } from "../../../server/platform/identity/status-cache.ts";
import { StoreError } from "../../../server/platform/store/port.ts";
import type { PlayerRow, SanctionRow } from "../../../server/platform/store/rows.ts";
import { ROLE } from "../../../shared/roles.ts";
import { ROOM_REFUSAL } from "../../../shared/wire/codes.ts";

const NOW_MS = 1_700_000_000_000;
const player = (id: number): PlayerRow => ({
  ...{ id, name: `P${id}`, nameKey: `p${id}`, role: ROLE.moderator, passwordHash: "x", createdAtMs: 0 },
});
const ban: SanctionRow = { player: 1, kind: "ban", untilMs: NOW_MS + 1_000, by: 2, why: "spam", atMs: 0 };

/** A store that can go away, or say nothing. */
function bench() {
  const state: { answer: "here" | "away" | "silent"; nowMs: number; bans: SanctionRow[] } = {
    ...{ answer: "here", nowMs: NOW_MS, bans: [ban] },
  };
  const reports: unknown[] = [];
  const ask = <T>(value: T): Promise<T> => {
    if (state.answer === "away") return Promise.reject(new StoreError("away"));
    return state.answer === "silent" ? new Promise(() => undefined) : Promise.resolve(value);
  };
  const store = {
    player: (id: number) => ask(id === 9 ? null : player(id)),
    sanctionsOf: (id: number) => ask(state.bans.filter((row) => row.player === id)),
  };
  const wallMs = () => state.nowMs;
  const report = (error: unknown) => void reports.push(error);
  const statuses = new StatusCache(store, wallMs, report);
  const session = { id: "s", player: 2, createdAtMs: 0, expiresAtMs: NOW_MS * 2 };
  const sessions = { current: (id: string) => ask(id === "s" ? { player: player(2), session } : null) };
  return { state, reports, readmit: readmitCheck({ statuses, sessions, wallMs, report }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a returning player", () => {
  it("is looked up again, and refused during a ban", async () => {
    const { state, readmit } = bench();
    await expect(readmit(1)).rejects.toMatchObject({ code: ROOM_REFUSAL.banned });
    expect(await readmit(2)).toBe(ROLE.moderator);
    state.bans = [];
    expect(await readmit(1)).toBe(ROLE.moderator);
  });

  it("is refused when deleted, or when the sign-in of the reservation has ended", async () => {
    const { state, reports, readmit } = bench();
    await expect(readmit(9)).rejects.toMatchObject({ code: ROOM_REFUSAL.signInFirst });
    await expect(readmit(2, "over")).rejects.toMatchObject({ code: ROOM_REFUSAL.signInFirst });
    expect(await readmit(2, "s")).toBe(ROLE.moderator);
    state.answer = "away";
    expect(await readmit(2, "over")).toBe(ROLE.moderator);
    await expect(readmit(9, "s")).rejects.toMatchObject({ code: ROOM_REFUSAL.signInFirst });
    expect(reports).toHaveLength(3);
  });

  it.each(["away", "silent"] as const)("is judged by what was known last while the store is %s", async (answer) => {
    const { state, reports, readmit } = bench();
    await expect(readmit(1)).rejects.toMatchObject({ code: ROOM_REFUSAL.banned });
    await readmit(2);
    state.answer = answer;
    const asked = [readmit(1), readmit(2), readmit(3)].map((one) => one.catch(({ code }) => ({ code })));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await Promise.all(asked)).toEqual([{ code: ROOM_REFUSAL.banned }, ROLE.moderator, null]);
    expect(reports).toHaveLength(3);
    // A ban that is known ends by the clock all the same.
    state.nowMs = ban.untilMs;
    const later = readmit(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await later).toBe(ROLE.moderator);
  });
});
