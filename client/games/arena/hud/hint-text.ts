import type { ArenaFrame } from "../model/frame.ts";

/** Labels of keys in hints. */
export interface HintKeys {
  readonly dock: string;
  /** How to fly and fire, in one line. */
  readonly first: string;
}

const LOW_ARMOR = 0.3;
const FIRST_FLIGHT_S = 14;

/** The most urgent hint; "": none. @param flyingS seconds since the first launch */
export function hintText(frame: ArenaFrame, keys: HintKeys, flyingS: number): string {
  const { own, ownShip, config } = frame;
  if (ownShip === null || config === null) return "";
  const used = own.cargo.reduce((sum, units) => sum + units, 0);
  if (own.dockedAt >= 0) {
    const name = config.map.stations[own.dockedAt]?.name ?? "the station";
    return `${name}: ${ownShip.armor < 1 ? "repairing · " : ""}thrust or ${keys.dock} to launch`;
  }
  if (own.nearStation >= 0) {
    const name = config.map.stations[own.nearStation]?.name ?? "the station";
    return own.canDock ? `Press ${keys.dock} to dock at ${name}` : `Slow down to dock at ${name}`;
  }
  if (Math.hypot(ownShip.x, ownShip.y) > config.map.radiusPx) return "Leaving the system: turn back";
  if (ownShip.armor < LOW_ARMOR) return "Armor low: dock at a station to repair";
  if (own.freeCargo <= 0 && used > 0) return "Hold full: sell at a station";
  if (flyingS < FIRST_FLIGHT_S) return keys.first;
  return "";
}
