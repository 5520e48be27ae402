import type { TokenStore } from "./link.ts";

/** The match to join: any that has room, a new private one, or a given one. */
export type JoinTarget = "any" | "new" | { readonly room: string };

export interface ConnectionOptions {
  /** `http(s)://` or `ws(s)://`, with port. */
  readonly url: string;
  readonly room: string;
  /** The room's join options. */
  readonly join: Readonly<Record<string, unknown>>;
  /** Default: `any`. */
  readonly target?: JoinTarget;
  readonly tokens: TokenStore;
  /**
   * The player's token for each request for a seat; it is never in a socket's URL, which logs and proxies see. null:
   * anonymous.
   *
   * @param refused a token that the server refused; resolves with another one, or with the same
   */
  readonly token?: (refused?: string) => string | null | Promise<string | null>;
  /** Fingerprint of this client's wire format. */
  readonly wire: string;
  /** Headers of each request and, where the platform allows it, of each socket. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Called when the server has another wire format: the page must be reloaded, and the seat is kept for it. */
  readonly outdated?: () => void;
}

/** The join failed; `message` is for the player. */
export class JoinError extends Error {
  override readonly name = "JoinError";
  readonly #code: number;

  constructor(message: string, code = 0) {
    super(message);
    this.#code = code;
  }

  /** The refusal or close code; 0: the server did not answer. */
  get code(): number {
    return this.#code;
  }
}
