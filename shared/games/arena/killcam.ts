import type { Tick } from "../../machine.ts";

/**
 * The camera of a dead player: first at the wreck, then at the killer until `untilTicks`. It stays within `reachPx` of the wreck,
 * so that it does not reveal where the killer goes. Clients move the camera, and the server sends what it can see.
 */
export const KILLCAM = { fromTicks: 40, untilTicks: 240, reachPx: 700 } as const;

/** Whether a player who died at `lostAt` sees their killer at `tick`. */
export function isKillcamActive(lostAt: Tick, tick: Tick): boolean {
  const since = tick - lostAt;
  return since >= KILLCAM.fromTicks && since < KILLCAM.untilTicks;
}

interface Point {
  x: number;
  y: number;
}

/** Where the camera of a player who died at `lost` looks. All in the same unit as `reach`. */
export function killcamPosition(lost: Readonly<Point>, killer: Readonly<Point>, reach: number, out: Point): void {
  const [dx, dy] = [killer.x - lost.x, killer.y - lost.y];
  const away = Math.sqrt(dx * dx + dy * dy);
  const share = away > reach ? reach / away : 1;
  out.x = lost.x + dx * share;
  out.y = lost.y + dy * share;
}
