import type { TokenStore } from "./link.ts";

/** The match to join: any that has room, a new private one, or a given one. */
export type JoinTarget = "any" | "new" | { readonly room: string };

export interface ConnectionOptions {
  /** `http(s)://` or `ws(s)://`, with port. */
  readonly url: string;
  readonly room: string;
  /** What the room asks of those who join. */
  readonly join: Readonly<Record<string, unknown>>;
  /** Default: `any`. */
  readonly target?: JoinTarget;
  readonly tokens: TokenStore;
  /**
   * Who asks: shown with each request for a seat, and never in the address of a socket, which logs and proxies see. Null, or
   * without it: nobody in particular. Given a token that the server did not take, it answers with another one, or the same.
   */
  readonly token?: (refused?: string) => string | null | Promise<string | null>;
  /** The fingerprint of what this client reads and writes. */
  readonly wire: string;
  /** Go with each request, and where the platform lets them, with each socket. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The server speaks another wire: this client is of no further use, and its seat is kept for its successor. */
  readonly outdated?: () => void;
}

/** The join was refused; `message` says why, in words for a player. */
export class JoinError extends Error {
  override readonly name = "JoinError";
  readonly #code: number;

  constructor(message: string, code = 0) {
    super(message);
    this.#code = code;
  }

  /** The refusal or close code; 0: nobody answered. */
  get code(): number {
    return this.#code;
  }
}
