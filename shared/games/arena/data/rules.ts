/** Values of the game that belong to no hull, weapon, ore or rock. Speeds in 1/65536 px per tick. */

/** A ship can dock within this distance of a station's centre, and up to this speed relative to it. */
export const DOCK_RING_PX = 170;
export const DOCK_SPEED = 190_000;
/** Ticks after docking in which held thrust does not undock. */
export const DOCK_HOLD_TICKS = 45;
export const DOCK_REPAIR_EVERY_TICKS = 3;
export const DOCK_SHIELD_EVERY_TICKS = 2;

/** How long a ship takes no damage after a spawn, after undocking, and after its player's socket closed. */
export const SPAWN_GUARD_TICKS = 180;
export const UNDOCK_GUARD_TICKS = 90;
export const DROP_GUARD_TICKS = 300;
/** Longest guard that is left when a dropped player returns. */
export const RETURN_GUARD_TICKS = 90;

/** Beyond the map's radius: inward pull for each px outside, its maximum, and the share of speed lost, in 1/256. */
export const EDGE_PULL_PER_PX = 60;
export const EDGE_PULL_MAX = 24_000;
export const EDGE_DRAG = 4;
/** Largest distance from the star along an axis, px, and largest speed along one. */
export const LIMIT_PX = 32_000;
export const LIMIT_SPEED = 2_000_000;
/** Longest period of an orbit, in either direction: angles are exact up to here. */
export const MAX_PERIOD_TICKS = 8_000_000;
/** Above its top speed a ship loses this share of the excess each tick, in 1/256. */
export const OVERSPEED_DRAG = 10;

/** Share of speed kept by a bounce, across and along the surface, in 1/256. */
export const BODY_BOUNCE = 130;
export const BODY_SLIDE = 250;

/** A crash above this speed does damage: a point for each `CRASH_SPEED_PER_POINT` above it. */
export const CRASH_SPEED = 170_000;
export const CRASH_SPEED_PER_POINT = 14_000;
/** Share of speed kept by a bump between ships, and against a rock, in 1/256. */
export const SHIP_BOUNCE = 200;
export const ROCK_BOUNCE = 150;
/** Bumps below this speed emit no event. */
export const BUMP_SPEED = 60_000;
/** Within this distance of the star's surface a ship burns: a point every `BURN_EVERY_TICKS`. */
export const BURN_PX = 70;
export const BURN_EVERY_TICKS = 3;
/**
 * Lag compensation of beams: they hit what their shooters saw, up to this many ticks ago. Half a second is more than a round trip
 * of 300 ms with its patch and its margin.
 */
export const LAG_COMPENSATION_TICKS = 30;
/** Largest difference of a view's age from its mean, so that players cannot choose it. On a bad link, 97 % are within it. */
export const VIEW_AGE_SPREAD_TICKS = 3;
/** Weight of a new view's age in the running mean, in 1/256. */
export const VIEW_AGE_MEAN_WEIGHT = 8;
/** Largest distance between a ship and the point where a beam hits it. Beyond it, the ship is tested at its true position. px */
export const LAG_COMPENSATION_PX = 96;
/** Cover protects from lag-compensated beams when it is there now and was so long ago: within 150 ms of reaching it. */
export const COVER_TICKS = 8;
/** Share of a blast's damage at its rim, in 1/256. */
export const BLAST_RIM = 64;

/** Bounty of a player: the initial one by `PLAYER_KIND`, the rise for killing a person or a trader, and the maximum. Credits. */
export const BASE_BOUNTY = [50, 60, 0] as const;
export const BOUNTY_PER_KILL = 50;
export const BOUNTY_PER_TRADER = 70;
export const MAX_BOUNTY = 60_000;
/** Bounties of a person that emit an event. */
export const WANTED_BOUNTIES = [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200] as const;
export const MAX_CREDITS = 2_000_000_000;
/** The last attacker gets the kill within this time, even if the ship crashes. */
export const KILL_CREDIT_TICKS = 600;

/** Most units in one pod, and how long pods last. */
export const POD_UNITS = 6;
export const POD_LIFE_TICKS = 2_400;
/** Share of the cargo that a destroyed ship drops, in 1/256, by `PLAYER_KIND`. */
export const CARGO_DROP_SHARE = [128, 256, 256] as const;
/** Least and most units of the one ore that a trader carries. */
export const TRADER_UNITS = [14, 30] as const;

/** Least distance of a spawn from a body's surface, and of an unseen spawn from people, px. */
export const SPAWN_CLEARANCE_PX = 120;
export const OUT_OF_SIGHT_PX = 1_500;
/** A pirate is sent to a person this long after their spawn, then again after another time, unless one is near already. */
export const HUNT_FIRST_TICKS = 840;
export const HUNT_AGAIN_TICKS = 1_500;
export const HUNT_RETRY_TICKS = 180;
/** No pirate is sent while another is this near, px; and the distance at which one appears. */
export const HUNT_NEAR_PX = 1_000;
export const HUNT_FROM_PX = [1_150, 1_350] as const;

/** A belt that lacks rocks gets a new one every so many ticks. */
export const REFILL_EVERY_TICKS = 240;

/** Most bytes of a name, UTF-8: 16 characters of up to 4 bytes and some combining marks. */
export const MAX_NAME_BYTES = 256;
/** Ids of players go from 1 to this. */
export const MAX_PLAYER_ID = 0x7fffffff;
/** Ids of pilots go from 1 to this. */
export const MAX_PILOT_ID = 0x7fffffff;
/** Interval of status events, and of a person's score event if it changed. */
export const SECOND_TICKS = 60;
