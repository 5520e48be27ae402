import { Client, type Room } from "@colyseus/sdk";
import { ATTEMPT_PARAMETER, formatAttempt } from "../../shared/wire/attempt.ts";
import { ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { fetchServerAnswer } from "./server-answer.ts";
import { CUT_CLOSE_CODE } from "./socket-tap.ts";

/**
 * The SDK reads a token from the browser's storage and throws if storage is refused. It uses the storage that it finds
 * under this name when its first client is created, so this one keeps nothing.
 */
const SDK_STORAGE = { sys: { localStorage: { getItem: () => null, setItem() {}, removeItem() {} } } };

function lendStorage(on: boolean): void {
  const page = globalThis as { cc?: unknown };
  if (on) page.cc ??= SDK_STORAGE;
  else if (page.cc === SDK_STORAGE) delete page.cc;
}

/** The stock SDK's client, with attempts to take a seat that can be aborted. */
export class SeatClient extends Client {
  readonly #attempt: { abort: AbortController; room: Room | null };
  readonly #name = newName();
  #sockets = 0;

  /**
   * @param endpoint `http(s)://` or `ws(s)://`, with port; its query is part of every request
   * @param options `headers` are part of every request and, where the platform allows it, of every socket
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
    // The SDK would put its token into the URL of every socket. The reservation identifies the player.
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

  /** A name for the next socket, so that the server can tell it from other tabs' sockets and from abandoned ones. */
  nextAttemptName(): string {
    return formatAttempt({ client: this.#name, count: ++this.#sockets });
  }

  beginAttempt(): void {
    this.#attempt.abort = new AbortController();
    this.#attempt.room = null;
  }

  /** Aborts the current attempt, which rejects. */
  abortAttempt(): void {
    this.#attempt.abort.abort();
    this.#attempt.room?.connection?.close(CUT_CLOSE_CODE);
  }
}

/** A random name. Pages without HTTPS have no `randomUUID`. */
function newName(): string {
  return [...crypto.getRandomValues(new Uint32Array(2))].map((word) => word.toString(36)).join("");
}

function withBearer(given: RequestInit["headers"], token: string | null): Headers {
  const headers = new Headers(given);
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  return headers;
}
