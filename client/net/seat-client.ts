import { Client, type Room } from "@colyseus/sdk";
import { ATTEMPT_PARAMETER, formatAttempt } from "../../shared/wire/attempt.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { fetchServerAnswer } from "./server-answer.ts";
import { CUT_CLOSE_CODE } from "./socket-tap.ts";

/**
 * The SDK reads a token of its own from the browser's storage, and throws where that is refused; pages keep theirs elsewhere.
 * It takes the storage that it finds under this name when its first client is made.
 */
const SDK_STORAGE = { sys: { localStorage: { getItem: () => null, setItem() {}, removeItem() {} } } };

function lendStorage(on: boolean): void {
  const page = globalThis as { cc?: unknown };
  if (on) page.cc ??= SDK_STORAGE;
  else if (page.cc === SDK_STORAGE) delete page.cc;
}

/** The stock SDK's client, whose attempt to take a seat can be given up. */
export class SeatClient extends Client {
  readonly #attempt: { abort: AbortController; room: Room | null };
  readonly #name = newName();
  #sockets = 0;

  /**
   * @param endpoint `http(s)://` or `ws(s)://`, with port; its query goes with every request
   * @param options `headers` go with every request, and where the platform lets them, with every socket
   */
  constructor(
    endpoint: string,
    { token = () => null, headers = {} }: Pick<ConnectionOptions, "token" | "headers"> = {},
  ) {
    lendStorage(true);
    const attempt: { abort: AbortController; room: Room | null } = { abort: new AbortController(), room: null };
    super(endpoint, {
      headers: { ...headers },
      async fetchFn(url, init) {
        const { signal } = attempt.abort;
        const ask = (shown: string | null): Promise<Response> =>
          fetchServerAnswer(url, { ...init, headers: withBearer(init?.headers, shown), signal });
        const shown = await token();
        const answer = await ask(shown);
        if (shown === null || answer.status !== ROOM_REFUSAL.signInFirst) return answer;
        const other = await token(shown);
        return other === shown ? answer : ask(other);
      },
    });
    lendStorage(false);
    this.#attempt = attempt;
    // The SDK would put its own into the address of every socket. Who has a seat is known by its reservation.
    this.auth.token = "";
  }

  protected override createRoom<State>(...made: Parameters<Client["createRoom"]>): Room<unknown, State> {
    const room = super.createRoom<State>(...(made as [string]));
    this.#attempt.room = room as Room;
    return room;
  }

  protected override buildEndpoint(...[seat, asked]: Parameters<Client["buildEndpoint"]>): string {
    return super.buildEndpoint(seat, { ...asked, [ATTEMPT_PARAMETER]: this.nextAttemptName() });
  }

  /** Names the next socket, so that the server tells it from another tab's, and from one that was given up. */
  nextAttemptName(): string {
    return formatAttempt({ client: this.#name, count: ++this.#sockets });
  }

  beginAttempt(): void {
    this.#attempt.abort = new AbortController();
    this.#attempt.room = null;
  }

  /** Gives up the attempt that began last: it rejects. */
  abortAttempt(): void {
    this.#attempt.abort.abort();
    this.#attempt.room?.connection?.close(CUT_CLOSE_CODE);
  }
}

/** Of no meaning, and kept nowhere. Pages without HTTPS have no `randomUUID`. */
function newName(): string {
  return [...crypto.getRandomValues(new Uint32Array(2))].map((word) => word.toString(36)).join("");
}

function withBearer(given: RequestInit["headers"], token: string | null): Headers {
  const headers = new Headers(given);
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  return headers;
}
