/** The router's own refusals, with their HTTP status. Groups of routes may have others. */
export const HTTP_REFUSAL = {
  badRequest: 400,
  badParameter: 400,
  badBody: 400,
  notJson: 400,
  notSignedIn: 401,
  notAllowed: 403,
  originNotAllowed: 403,
  notFound: 404,
  methodNotAllowed: 405,
  bodyTooLarge: 413,
  queryTooLong: 414,
  tooMany: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type HttpRefusal = keyof typeof HTTP_REFUSAL;

export interface HttpErrorOptions {
  /** HTTP status, from 400 to 599. */
  readonly status: number;
  /** `code` of the body; default: the status. */
  readonly code?: number;
  /** Additional fields of the body. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Time to wait before a retry, s. */
  readonly retryAfterS?: number;
}

/**
 * The refusal of a request. The message is for the client: it names the field, its value and what is accepted. Clients
 * get `{code, error}`.
 */
export class HttpError extends Error {
  override readonly name: string = "HttpError";
  readonly why: string;
  readonly status: number;
  readonly code: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly retryAfterS: number | null;

  constructor(why: string, message: string, { status, code, fields, retryAfterS }: HttpErrorOptions) {
    super(message);
    this.why = why;
    this.status = status;
    this.code = code ?? status;
    this.fields = fields ?? {};
    this.retryAfterS = retryAfterS ?? null;
  }

  /** The answer's body. */
  toJSON(): { readonly code: number; readonly error: string } {
    return { code: this.code, ...this.fields, error: this.message };
  }
}

/** A refusal of the router. */
export class RouterError extends HttpError {
  override readonly name = "RouterError";
  declare readonly why: HttpRefusal;

  constructor(why: HttpRefusal, message: string, more: Omit<HttpErrorOptions, "status"> = {}) {
    super(why, message, { ...more, status: HTTP_REFUSAL[why] });
  }
}

const DISPLAYED_CHARS = 64;

/** Converts text from outside to printable ASCII of limited length. */
export function display(text: string): string {
  return `"${text.slice(0, DISPLAYED_CHARS).replace(/[^ -~]/g, "?")}${text.length > DISPLAYED_CHARS ? "…" : ""}"`;
}
