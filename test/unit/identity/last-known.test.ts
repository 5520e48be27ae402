import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readmission } from "../../../server/identity/gate.ts";
import { LastKnown } from "../../../server/identity/last-known.ts";
import { type PlayerRow, type SanctionRow, StoreError } from "../../../server/store/port.ts";
import { ROLE } from "../../../shared/lobby/roles.ts";
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
    player: (id: number) => ask(player(id)),
    sanctionsOf: (id: number) => ask(state.bans.filter((row) => row.player === id)),
  };
  const wallMs = () => state.nowMs;
  const standings = new LastKnown(store, wallMs, (error) => void reports.push(error));
  return { state, reports, readmit: readmission({ standings, wallMs }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("who comes back", () => {
  it("is looked up anew, and kept out while a ban runs", async () => {
    const { state, readmit } = bench();
    await expect(readmit(1)).rejects.toMatchObject({ code: ROOM_REFUSAL.banned });
    expect(await readmit(2)).toBe(ROLE.moderator);
    state.bans = [];
    expect(await readmit(1)).toBe(ROLE.moderator);
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
