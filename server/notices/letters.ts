import type { Cause } from "../../shared/lobby/command.ts";
import { type Notice, noticeBody, noticeText } from "../../shared/wire/notices.ts";
import type { FindLobby } from "../lobby-bridge/find.ts";
import type { EventId } from "../outbox/index.ts";
import { NotTaken } from "../outbox/index.ts";
import type { Store, StoreWork } from "../store/port.ts";
import type { NoticeMetrics } from "./metrics.ts";

/** What writing to players takes. */
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

/** More than one event makes: each needs an id of its own. */
const LETTERS_MOST = 4_096;

/**
 * What one delivery of events has for players: written into their inboxes with the note that the events were taken, and
 * afterwards shown to those who are here. What a crash keeps from being shown is in the inbox all the same, and nothing is
 * shown twice, as its event is not taken again.
 */
export class Letters {
  readonly #source: string;
  readonly #host: LettersHost;
  readonly #written: Letter[] = [];
  #ofEvent = 0;
  #event: EventId | null = null;

  /** @param source the consumer's name: each has ids of its own for the lobby */
  constructor(source: string, host: LettersHost) {
    this.#source = source;
    this.#host = host;
  }

  /** @param within the transaction that takes the event */
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

  /** Call it when the transaction is done. Never rejects: that it is in the inbox is what counts. */
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
