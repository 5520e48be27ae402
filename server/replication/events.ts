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
  /** Whoever looks from within this distance of the place (px) is told; 0: nobody for that. */
  reachPx: number;
  x: number;
  y: number;
}

export const newConcern = (): Concern => ({ everyone: false, seat: -1, other: -1, reachPx: 0, x: 0, y: 0 });

export const concernsAnyone = ({ everyone, seat, other, reachPx }: Concern): boolean =>
  everyone || seat >= 0 || other >= 0 || reachPx > 0;

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
      const { everyone, seat, other, reachPx, x, y } = happenings[i].concern;
      if (everyone) {
        for (const viewer of crowd.everyone) give(viewer, i);
        continue;
      }
      if (reachPx > 0) for (const viewer of crowd.near(x * ONE, y * ONE, reachPx)) give(viewer, i);
      if (seat >= 0) give(crowd.at(seat), i);
      if (other >= 0) give(crowd.at(other), i);
    }
  }

  /**
   * A viewer's events, encoded, valid until the next call; null: there are none.
   *
   * @param allowance bytes for what it only sees; what concerns it comes in any case
   */
  take(viewer: Viewer, happenings: readonly Happening[], allowance: number): Uint8Array | null {
    const { news, kept } = viewer;
    if (news.length === 0 && kept === null) return null;
    const out = this.#out.reset();
    let last = 0;
    for (const event of kept ?? []) last = writeEvent(event, last, out);
    viewer.kept = null;
    let left = allowance;
    for (const i of news) {
      const happening = happenings[i];
      if (left <= 0 && !concerns(happening, viewer)) continue;
      left -= happening.bytes.length;
      last = writeEvent(happening, last, out);
    }
    news.length = 0;
    return out.length === 0 ? null : out.view();
  }

  /** A viewer that can be sent nothing now: what it only sees passes, what concerns it is kept. */
  keep(viewer: Viewer, happenings: readonly Happening[]): void {
    for (const i of viewer.news) {
      if (!concerns(happenings[i], viewer)) continue;
      const { tick, bytes } = happenings[i];
      viewer.kept ??= [];
      if (viewer.kept.length >= REPLICATION_LIMITS.keptEvents) this.#dropped();
      else viewer.kept.push({ tick, bytes });
    }
    viewer.news.length = 0;
  }
}

/** Once, although it may concern the viewer in more than one way. */
function give(viewer: Viewer | undefined, happening: number): void {
  if (viewer === undefined) return;
  const { news } = viewer;
  if (news.length === 0 || news[news.length - 1] !== happening) news.push(happening);
}

/** Whether it must be told wherever it looks. */
function concerns({ concern: { everyone, seat, other } }: Happening, viewer: Viewer): boolean {
  return everyone || (viewer.seat >= 0 && (seat === viewer.seat || other === viewer.seat));
}
