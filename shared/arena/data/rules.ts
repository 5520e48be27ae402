/** Figures of the game that belong to no hull, weapon, ore or rock. Speeds in 1/65536 px per tick. */

/** Within this distance of a station's centre, and no faster than this beside it, a ship can dock. */
export const DOCK_RING_PX = 170;
export const DOCK_SPEED = 190_000;
/** Thrust held while docking does not undock before this. */
export const DOCK_HOLD_TICKS = 45;
export const DOCK_REPAIR_EVERY_TICKS = 3;
export const DOCK_SHIELD_EVERY_TICKS = 2;

/** How long nothing can hurt a ship after … */
export const SPAWN_GUARD_TICKS = 180;
export const UNDOCK_GUARD_TICKS = 90;
export const DROP_GUARD_TICKS = 300;
/** What is left of the guard when a dropped player is back. */
export const BACK_GUARD_TICKS = 90;

/** Beyond the map's radius: inward pull for each px outside, at most, and the share of speed lost, in 1/256. */
export const EDGE_PULL_PER_PX = 60;
export const EDGE_PULL_MAX = 24_000;
export const EDGE_DRAG = 4;
/** Nothing is ever farther from the star than this along an axis, px, nor faster along one. */
export const LIMIT_PX = 32_000;
export const LIMIT_SPEED = 2_000_000;
/** Above its top speed a ship loses this share of the excess each tick, in 1/256. */
export const OVERSPEED_DRAG = 10;

/** Share of speed kept by a bounce, across and along the surface, in 1/256. */
export const BODY_BOUNCE = 130;
export const BODY_SLIDE = 250;
