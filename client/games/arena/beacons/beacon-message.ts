import { BEACON_NAME, BEACON_RANGE_PX, PLAIN_TEXT, READING_NAME } from "../../../../shared/wire/beacon.ts";
import { FEED_LIMITS } from "../../../../shared/wire/limits.ts";

/** A beacon's last report, as the server lists it: the feed's message `beacon`. */
export interface BeaconMessage {
  /** Grows with each report of any beacon. */
  readonly seq: number;
  readonly name: string;
  /** px from the star */
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
  /** When it was reported, ms by the server's clock. */
  readonly at: number;
  /** When it fades unless it reports again, ms by the server's clock. */
  readonly fadesAt: number;
}

/** The newest report of each beacon, by name; skips invalid ones. null: this is not a list. */
export function readBeacons(list: unknown): readonly BeaconMessage[] | null {
  if (!Array.isArray(list)) return null;
  const newest = new Map<string, BeaconMessage>();
  for (const item of list.slice(0, FEED_LIMITS.beaconTokens))
    if (isBeacon(item) && item.seq > (newest.get(item.name)?.seq ?? 0)) newest.set(item.name, item);
  return [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isBeacon(item: unknown): item is BeaconMessage {
  if (typeof item !== "object" || item === null) return false;
  const { type, topic, seq, name, x, y, label, values, at, fadesAt } = item as Record<string, unknown>;
  return (
    type === "beacon" &&
    topic === "beacons" &&
    [seq, at, fadesAt].every(isCount) &&
    typeof name === "string" &&
    BEACON_NAME.test(name) &&
    isPosition(x) &&
    isPosition(y) &&
    typeof label === "string" &&
    label.length <= FEED_LIMITS.beaconLabelChars &&
    PLAIN_TEXT.test(label) &&
    areReadings(values)
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isPosition(value: unknown): boolean {
  return (
    Number.isInteger(value) && (value as number) >= BEACON_RANGE_PX.min && (value as number) <= BEACON_RANGE_PX.max
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
