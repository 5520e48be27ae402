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
/** No orbit takes longer, either way: angles are exact up to here. */
export const MOST_PERIOD_TICKS = 8_000_000;
/** Above its top speed a ship loses this share of the excess each tick, in 1/256. */
export const OVERSPEED_DRAG = 10;

/** Share of speed kept by a bounce, across and along the surface, in 1/256. */
export const BODY_BOUNCE = 130;
export const BODY_SLIDE = 250;

/** A crash hurts by how much its speed exceeds this, one point for each so many 1/65536 px per tick. */
export const CRASH_SPEED = 170_000;
export const CRASH_SPEED_PER_POINT = 14_000;
/** Share of speed kept by a bump between ships, and against a rock, in 1/256. */
export const SHIP_BOUNCE = 200;
export const ROCK_BOUNCE = 150;
/** Bumps softer than this are not told. */
export const BUMP_SPEED = 60_000;
/** Within this distance of a star's surface a ship burns: a point every so many ticks. */
export const BURN_PX = 70;
export const BURN_EVERY_TICKS = 3;
/**
 * Shots that hit at once are judged by what their shooters were shown, from no older patch than this many ticks before: half a
 * second, more than a round trip of 300 ms with its patch and its margin.
 */
export const SHOWN_BACK_TICKS = 30;
/** Nor from one this much older or newer than is usual for them, so that none can be chosen; on a bad link 97 % are within. */
export const SHOWN_SPREAD_TICKS = 3;
/** Share of a view's age that counts for what is usual, in 1/256. */
export const SHOWN_MEAN_SHARE = 8;
/** Whoever was shown farther than this from where they are is judged there: nobody is hit farther beside oneself, px. */
export const SHOWN_APART_PX = 96;
/** Cover that was there this long ago, and is now, protects from shots at what was shown: within 150 ms of reaching it. */
export const COVER_TICKS = 8;
/** Least share of a blast's damage, at its rim, in 1/256. */
export const BLAST_RIM = 64;

/** Credits on a head: to begin with, by `PLAYER_KIND`, what a kill of a person or trader adds, and the most. */
export const BASE_BOUNTY = [50, 60, 0] as const;
export const BOUNTY_PER_KILL = 50;
export const BOUNTY_PER_TRADER = 70;
export const MOST_BOUNTY = 60_000;
/** Bounties on a person's head that are news. */
export const WANTED_BOUNTIES = [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200] as const;
export const MOST_CREDITS = 2_000_000_000;
/** Whoever hurt a ship this recently is paid when it crashes. */
export const BLAME_TICKS = 600;

/** Units in one pod at most, and how long pods last. */
export const POD_UNITS = 6;
export const POD_LIFE_TICKS = 2_400;
/** Share of a hold that drifts on when a ship is lost, in 1/256, by `PLAYER_KIND`. */
export const CARGO_LEFT = [128, 256, 256] as const;
/** What a trader carries: units, at least and at most, of one ore. */
export const TRADER_UNITS = [14, 30] as const;

/** How near to a body a ship may appear, px beyond its surface, and to a person, px. */
export const SPAWN_CLEARANCE_PX = 120;
export const OUT_OF_SIGHT_PX = 1_500;
/** A pirate comes looking for a person this long after a ship begins, then again, if none is near already. */
export const HUNT_FIRST_TICKS = 840;
export const HUNT_AGAIN_TICKS = 1_500;
export const HUNT_RETRY_TICKS = 180;
/** A pirate this near is company enough. */
export const HUNT_NEAR_PX = 1_000;
export const HUNT_FROM_PX = [1_150, 1_350] as const;

/** Belts get one new rock in so many ticks while they lack any. */
export const REFILL_EVERY_TICKS = 240;

/** Of a name, UTF-8: 16 characters, each at most 4 bytes and some combining marks. */
export const MOST_NAME_BYTES = 256;
/** Ids of players go from 1 to this. */
export const MOST_PLAYER = 0x7fffffff;
/** Ids of pilots go from 1 to this. */
export const MOST_PILOT = 0x7fffffff;
/** How often news is told, and each person's score if it changed. */
export const SECOND_TICKS = 60;
