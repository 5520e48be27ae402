import { ByteWriter } from "../../shared/codec/bytes.ts";
import { REPLICATION_LIMITS } from "../../shared/wire/limits.ts";
import { type EventBatch, writeEvent } from "../../shared/wire/messages.ts";
import type { Crowd } from "./crowd.ts";
import type { Viewer } from "./viewer.ts";

/** Whom an event concerns. */
export interface Concern {
  /** Everyone is told. */
  everyone: boolean;
  /** Seats that are told wherever they look; −1: none. */
  seat: number;
  other: number;
  /** More seats that are told wherever they look; the list does not change any more. Null: none. */
  seats: readonly number[] | null;
  /** Whoever looks from within this distance of the place (px) is told; 0: nobody for that. */
  reachPx: number;
  x: number;
  y: number;
}

export const newConcern = (): Concern => ({
  ...{ everyone: false, seat: -1, other: -1, seats: null },
  ...{ reachPx: 0, x: 0, y: 0 },
});

export const concernsAnyone = ({ everyone, seat, other, seats, reachPx }: Concern): boolean =>
  everyone || seat >= 0 || other >= 0 || (seats !== null && seats.length > 0) || reachPx > 0;

/** An event, encoded, and whom it concerns. */
export interface Happening extends EventBatch {
  readonly concern: Readonly<Concern>;
}

const ONE = 65_536;

/** Sorts what happened by whom it concerns, and keeps for slow clients what they must not miss. */
export class EventDesk {
  readonly #dropped: () => void;
  readonly #out = new ByteWriter(256);

  constructor(dropped: () => void) {
    this.#dropped = dropped;
  }

  sort(happenings: readonly Happening[], crowd: Crowd): void {
    for (let i = 0; i < happenings.length; i++) {
      const { everyone, seat, other, seats, reachPx, x, y } = happenings[i].concern;
      if (everyone) {
        for (const viewer of crowd.everyone) give(viewer, i);
        continue;
      }
      if (reachPx > 0) for (const viewer of crowd.near(x * ONE, y * ONE, reachPx)) give(viewer, i);
      if (seat >= 0) give(crowd.at(seat), i);
      if (other >= 0) give(crowd.at(other), i);
      if (seats !== null) for (const one of seats) give(crowd.at(one), i);
    }
  }

  /**
   * A viewer's events, encoded, valid until the next call; null: there are none.
   *
   * @param allowance bytes for what it only sees; what concerns it comes in any case
   */
  take(viewer: Viewer, happenings: readonly Happening[], allowance: number): ByteWriter | null {
    const { news, kept } = viewer;
    if (news.length === 0 && kept === null) return null;
    const out = this.#out.reset();
    let last = 0;
    viewer.kept = null;
    if (kept !== null)
      for (const event of kept)
        if (isFull(viewer, event, out)) this.#keep(viewer, event);
        else last = writeEvent(event, last, out);
    let left = allowance;
    for (const i of news) {
      const happening = happenings[i];
      const must = concerns(happening, viewer);
      if (left <= 0 && !must) continue;
      if (isFull(viewer, happening, out)) {
        if (must) this.#keep(viewer, happening);
        continue;
      }
      left -= happening.bytes.length;
      last = writeEvent(happening, last, out);
    }
    news.length = 0;
    return out.length === 0 ? null : out;
  }

  /** A viewer that can be sent nothing now: what it only sees passes, what concerns it is kept. */
  keep(viewer: Viewer, happenings: readonly Happening[]): void {
    for (const i of viewer.news) if (concerns(happenings[i], viewer)) this.#keep(viewer, happenings[i]);
    viewer.news.length = 0;
  }

  #keep(viewer: Viewer, { tick, bytes }: EventBatch): void {
    viewer.kept ??= [];
    if (viewer.kept.length >= REPLICATION_LIMITS.keptEvents) this.#dropped();
    else viewer.kept.push({ tick, bytes });
  }
}

/** Whether an event has to wait, with those after it: a patch's text has no room for more. */
function isFull({ kept }: Viewer, { bytes }: EventBatch, { length }: ByteWriter): boolean {
  return kept !== null || (length > 0 && length + bytes.length > REPLICATION_LIMITS.eventBytes);
}

/** Once, although it may concern the viewer in more than one way. */
function give(viewer: Viewer | undefined, happening: number): void {
  if (viewer === undefined) return;
  const { news } = viewer;
  if (news.length === 0 || news[news.length - 1] !== happening) news.push(happening);
}

/** Whether it must be told wherever it looks. */
function concerns({ concern: { everyone, seat, other, seats, reachPx } }: Happening, viewer: Viewer): boolean {
  // Who is told for no distance is told for what it is.
  if (everyone || reachPx === 0) return true;
  return viewer.seat >= 0 && (seat === viewer.seat || other === viewer.seat || seats?.includes(viewer.seat) === true);
}
