import { FEED_LIMITS } from "./limits.ts";

/** Valid names of beacons and of their readings. */
export const BEACON_NAME = new RegExp(`^[A-Za-z0-9][\\w.-]{0,${FEED_LIMITS.beaconNameChars - 1}}$`);
export const READING_NAME = /^[\w .%°/-]{1,16}$/;
/** Range of a beacon's position along each axis. */
export const BEACON_RANGE_PX = { min: -32_768, max: 32_767 } as const;

/** Code units that labels must not have: controls, invisible characters, changes of text direction, surrogates. */
const FORBIDDEN = [
  [0x0000, 0x001f],
  [0x007f, 0x009f],
  [0x00ad, 0x00ad],
  [0x061c, 0x061c],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xd800, 0xdfff],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
] as const;
const unit = (code: number) => `\\u${code.toString(16).padStart(4, "0")}`;
export const PLAIN_TEXT = new RegExp(`^[^${FORBIDDEN.map(([from, to]) => `${unit(from)}-${unit(to)}`).join("")}]*$`);
