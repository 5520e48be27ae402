import type { Delivery } from "../../server/outbox/index.ts";
import type { PlayerRow, ResultRow } from "../../server/platform/store/rows.ts";
import { NOW_MS } from "./store-backends.ts";

export const player = (id: number, to: Partial<PlayerRow> = {}): PlayerRow => ({
  ...{ id, name: `P${id}`, nameKey: `p${id}`, role: 0, passwordHash: null, createdAtMs: NOW_MS },
  ...to,
});
export const account = (id: number, nameKey: string): PlayerRow =>
  player(id, { name: nameKey.split("\n")[0], nameKey, role: 1, passwordHash: "hash" });
export const result = (id: number, to: Partial<ResultRow> = {}): ResultRow => ({
  ...{ player: id, place: 1, credits: 0, kills: 0, deaths: 0 },
  ...to,
});
export const session = (id: string, of: number, at = 0) => ({
  ...{ id, player: of, createdAtMs: NOW_MS + at, expiresAtMs: NOW_MS + 1_000 },
});
export const event = (room: string, tick: number, index = 0): Delivery => ({
  id: { room, tick, index },
  bytes: new Uint8Array([tick, index]),
});
