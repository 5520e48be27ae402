import { Client, type Room } from "@colyseus/sdk";
import { fetchServerAnswer } from "./server-answer.ts";

/** The stock SDK's client, whose attempt to take a seat can be given up. */
export class SeatClient extends Client {
  readonly #attempt: { abort: AbortController; room: Room | null };

  /**
   * @param endpoint `http(s)://` or `ws(s)://`, with port; its query goes with every request
   * @param headers go with every request, and where the platform lets them, with every socket
   */
  constructor(endpoint: string, headers: Readonly<Record<string, string>> = {}) {
    const attempt: { abort: AbortController; room: Room | null } = { abort: new AbortController(), room: null };
    super(endpoint, {
      headers: { ...headers },
      fetchFn: (url, init) => fetchServerAnswer(url, { ...init, signal: attempt.abort.signal }),
    });
    this.#attempt = attempt;
  }

  protected override createRoom<State>(...made: Parameters<Client["createRoom"]>): Room<unknown, State> {
    const room = super.createRoom<State>(...(made as [string]));
    this.#attempt.room = room as Room;
    return room;
  }

  begin(): void {
    this.#attempt.abort = new AbortController();
    this.#attempt.room = null;
  }

  /** Gives up the attempt that began last: it rejects. */
  giveUp(): void {
    this.#attempt.abort.abort();
    this.#attempt.room?.connection?.close(4010);
  }
}
