import { notificationBody, notificationJson, type PlayerNotification } from "../../../shared/wire/notifications.ts";
import { type EventId, RetryLater } from "../../outbox/index.ts";
import type { Community, PushedNotification } from "../community/index.ts";
import type { Store, StoreOperations } from "../store/port.ts";
import type { NotificationMetrics } from "./metrics.ts";

/** Options of {@link NotificationQueue}. */
export interface NotificationOptions {
  readonly store: Pick<Store, "consume">;
  readonly community: Pick<Community, "presence" | "notify">;
  /** Wall clock, ms since 1970. */
  readonly nowMs: () => number;
  readonly metrics: NotificationMetrics;
  readonly report: (error: unknown) => void;
}

/** Upper bound of notices per event; each has its own id. */
const LETTERS_MOST = 4_096;

/**
 * The notices of one delivery of events. They are stored in the inboxes in the transaction that consumes the events, and pushed to
 * online players after it. A crash can lose a push but not the inbox row; a push is never repeated, because its event is not consumed
 * twice.
 */
export class NotificationQueue {
  readonly #source: string;
  readonly #options: NotificationOptions;
  readonly #written: PushedNotification[] = [];
  #ofEvent = 0;
  #event: EventId | null = null;

  /** @param source the consumer's name, which separates the ids of its pushes from those of others */
  constructor(source: string, options: NotificationOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** @param within the transaction that consumes the event */
  async add(within: StoreOperations, event: EventId, player: number, notice: PlayerNotification): Promise<void> {
    if (event !== this.#event) this.#ofEvent = 0;
    this.#event = event;
    const atMs = this.#options.nowMs();
    const id = await within.addNotice(player, { kind: notice.kind, body: notificationBody(notice), atMs });
    if (id === null) return;
    const { tick, index } = event;
    const cause = { room: `${this.#source}/${event.room}`, tick, index: index * LETTERS_MOST + this.#ofEvent++ };
    this.#written.push({ player, id, text: notificationJson({ ...notice, id, atMs }), cause });
  }

  /** Pushes the notices. Call it after the transaction. Never rejects: the inbox has them. */
  async push(): Promise<void> {
    if (this.#written.length === 0) return;
    try {
      await this.#options.community.notify(this.#written);
    } catch (error) {
      this.#options.metrics.unshown(this.#written.length);
      if (!(error instanceof RetryLater)) this.#options.report(error);
    }
  }
}
