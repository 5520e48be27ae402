import { BEACON_NAME, BEACON_RANGE_PX } from "../../../shared/wire/beacon.ts";
import { FEED_LIMITS } from "../../../shared/wire/limits.ts";
import type { BeaconTokenRequest } from "../identity/index.ts";

/** Text of the form's fields; those of the circle may all be empty. */
export interface BeaconForm {
  readonly name: string;
  readonly days: string;
  readonly x: string;
  readonly y: string;
  readonly radius: string;
}

const { beaconNameChars } = FEED_LIMITS;
const CIRCLE = {
  x: ["X", BEACON_RANGE_PX.min, BEACON_RANGE_PX.max],
  y: ["Y", BEACON_RANGE_PX.min, BEACON_RANGE_PX.max],
  radius: ["Radius", 0, 65_535],
} as const;

/** A valid request, or what is wrong with the fields, in words for a player. */
export function parseBeaconForm(fields: BeaconForm): BeaconTokenRequest | string {
  const name = fields.name.trim();
  if (!BEACON_NAME.test(name))
    return `Name: up to ${beaconNameChars} letters, digits, dots, dashes and underscores, a letter or digit first.`;
  const days = parseInteger(fields.days, 1, 365);
  if (days === null) return "Days: a whole number from 1 to 365.";
  const circleFields = Object.keys(CIRCLE) as (keyof typeof CIRCLE)[];
  if (circleFields.every((field) => fields[field].trim() === "")) return { name, days };
  const within = { x: 0, y: 0, radius: 0 };
  for (const field of circleFields) {
    const [label, least, most] = CIRCLE[field];
    const value = parseInteger(fields[field], least, most);
    if (value === null) return `${label}: a whole number from ${least} to ${most}, or leave all three empty.`;
    within[field] = value;
  }
  return { name, days, within };
}

function parseInteger(text: string, least: number, most: number): number | null {
  const value = /^-?\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : null;
}
