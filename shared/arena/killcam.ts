import type { Tick } from "../machine.ts";

/**
 * How the dead look after whoever killed them: first at what is left, then at the killer for no longer than this; and never
 * farther from where they were lost than this, so that nobody learns where a killer goes to. Clients show it, and the server
 * tells what is there to be seen.
 */
export const KILLCAM = { fromTicks: 40, untilTicks: 240, reachPx: 700 } as const;

/** Whether someone who was lost at a tick looks after their killer. */
export function looksAfter(lostAt: Tick, tick: Tick): boolean {
  const since = tick - lostAt;
  return since >= KILLCAM.fromTicks && since < KILLCAM.untilTicks;
}

interface Place {
  x: number;
  y: number;
}

/** Where one looks who was lost in one place and follows a killer in another. In any unit, as `reach` is. */
export function lookAfter(lost: Readonly<Place>, killer: Readonly<Place>, reach: number, out: Place): void {
  const [dx, dy] = [killer.x - lost.x, killer.y - lost.y];
  const away = Math.sqrt(dx * dx + dy * dy);
  const share = away > reach ? reach / away : 1;
  out.x = lost.x + dx * share;
  out.y = lost.y + dy * share;
}
