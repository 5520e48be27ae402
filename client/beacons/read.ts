import { BEACON_EDGE_PX, BEACON_NAME, PLAIN_TEXT, READING_NAME } from "../../shared/wire/beacon.ts";
import { FEED_LIMITS } from "../../shared/wire/limits.ts";

/** What a beacon last said of itself, as the server lists it: the feed's message `beacon`. */
export interface ToldBeacon {
  /** Grows with all that is said. */
  readonly seq: number;
  readonly name: string;
  /** px from the star */
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
  /** When it was said, and when it fades unless it says more: ms by the server's clock. */
  readonly at: number;
  readonly fadesAt: number;
}

/** The newest of each name; what is none is left out. Null: this is no list of beacons. */
export function readBeacons(list: unknown): readonly ToldBeacon[] | null {
  if (!Array.isArray(list)) return null;
  const newest = new Map<string, ToldBeacon>();
  for (const item of list.slice(0, FEED_LIMITS.beaconTokens))
    if (isBeacon(item) && item.seq > (newest.get(item.name)?.seq ?? 0)) newest.set(item.name, item);
  return [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isBeacon(item: unknown): item is ToldBeacon {
  if (typeof item !== "object" || item === null) return false;
  const { type, topic, seq, name, x, y, label, values, at, fadesAt } = item as Record<string, unknown>;
  return (
    type === "beacon" &&
    topic === "beacons" &&
    [seq, at, fadesAt].every(isCount) &&
    typeof name === "string" &&
    BEACON_NAME.test(name) &&
    isPlace(x) &&
    isPlace(y) &&
    typeof label === "string" &&
    label.length <= FEED_LIMITS.beaconLabelChars &&
    PLAIN_TEXT.test(label) &&
    areReadings(values)
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isPlace(value: unknown): boolean {
  return (
    Number.isInteger(value) && (value as number) >= BEACON_EDGE_PX.least && (value as number) <= BEACON_EDGE_PX.most
  );
}

function areReadings(values: unknown): boolean {
  if (typeof values !== "object" || values === null || Array.isArray(values)) return false;
  const entries = Object.entries(values);
  return (
    entries.length <= FEED_LIMITS.beaconValues &&
    entries.every(([name, value]) => READING_NAME.test(name) && Number.isFinite(value))
  );
}
