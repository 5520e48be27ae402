import type { Cause } from "../../shared/lobby/command.ts";
import { type Notice, noticeBody, noticeText } from "../../shared/wire/notices.ts";
import type { FindLobby } from "../lobby-bridge/find.ts";
import type { EventId } from "../outbox/index.ts";
import { NotTaken } from "../outbox/index.ts";
import type { Store, StoreWork } from "../store/port.ts";
import type { NoticeMetrics } from "./metrics.ts";

/** What {@link Letters} needs. */
export interface LettersHost {
  readonly store: Pick<Store, "consume">;
  readonly lobby: FindLobby;
  /** Wall clock, ms since 1970. */
  readonly nowMs: () => number;
  readonly metrics: NoticeMetrics;
  readonly report: (error: unknown) => void;
}

interface Letter {
  readonly player: number;
  readonly id: number;
  readonly text: string;
  readonly cause: Cause;
}

/** More notices than one event makes; each has its own id. */
const LETTERS_MOST = 4_096;

/**
 * The notices of one delivery of events. They are stored in the inboxes in the transaction that consumes the events, and pushed to
 * online players after it. A crash can lose a push but not the inbox row; a push is never repeated, because its event is not consumed
 * twice.
 */
export class Letters {
  readonly #source: string;
  readonly #host: LettersHost;
  readonly #written: Letter[] = [];
  #ofEvent = 0;
  #event: EventId | null = null;

  /** @param source the consumer's name, which separates the ids of its commands to the lobby from those of others */
  constructor(source: string, host: LettersHost) {
    this.#source = source;
    this.#host = host;
  }

  /** @param within the transaction that consumes the event */
  async write(within: StoreWork, event: EventId, player: number, notice: Notice): Promise<void> {
    if (event !== this.#event) this.#ofEvent = 0;
    this.#event = event;
    const atMs = this.#host.nowMs();
    const id = await within.addNotice(player, { kind: notice.kind, body: noticeBody(notice), atMs });
    if (id === null) return;
    const { tick, index } = event;
    const cause = { room: `${this.#source}/${event.room}`, tick, index: index * LETTERS_MOST + this.#ofEvent++ };
    this.#written.push({ player, id, text: noticeText({ ...notice, id, atMs }), cause });
  }

  /** Pushes the notices. Call it after the transaction. Never rejects: the inbox has them. */
  async show(): Promise<void> {
    if (this.#written.length === 0) return;
    try {
      const lobby = await this.#host.lobby();
      await Promise.all(this.#written.map((letter) => lobby.putFrom({ type: "notice", ...letter })));
    } catch (error) {
      this.#host.metrics.unshown(this.#written.length);
      if (!(error instanceof NotTaken)) this.#host.report(error);
    }
  }
}
