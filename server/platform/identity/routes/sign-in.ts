import { ApiRefusal } from "../../../http/api-refusal.ts";
import { display } from "../../../http/error.ts";
import { type AllowedOrigins, isSameHost } from "../../../http/origins.ts";
import type { AnyCall } from "../../../http/route.ts";
import { type PlayerDto, toPlayerDto } from "../accounts.ts";
import type { PresentedRefresh, RefreshCookie } from "../refresh-cookie.ts";
import type { Refreshed, RefreshService } from "../refreshes.ts";
import type { Sessions, SignIn } from "../sessions.ts";
import { TOKEN_LIFETIME_MS } from "../tokens.ts";

export interface SignInsOptions {
  readonly sessions: Sessions;
  readonly refreshes: RefreshService;
  readonly cookie: RefreshCookie;
  readonly allowedOrigins: AllowedOrigins;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

/** The answer to a sign-in. */
export interface SignInAnswer {
  readonly token: string;
  readonly player: PlayerDto;
  /** Whether the token is short-lived and renewed with a cookie; absent: the token lasts as long as the sign-in. */
  readonly cookie?: true;
  /** Lifetime of a short-lived token, s. */
  readonly expiresInS?: number;
}

/**
 * Answers sign-ins. Pages that ask for it, and send cookies back, get a short-lived token and a refresh cookie; all
 * other clients get a long-lived token.
 */
export class SignIns {
  readonly #options: SignInsOptions;

  constructor(options: SignInsOptions) {
    this.#options = options;
  }

  /** @param wantsCookie whether the page wants the refresh cookie */
  async answer(call: AnyCall, signIn: SignIn, wantsCookie: boolean): Promise<SignInAnswer> {
    const { sessions, refreshes, cookie } = this.#options;
    if (wantsCookie && this.isOwnPage(call) && cookie.isSent(call.headers.get("cookie")))
      return this.withCookie(call, await refreshes.begin(signIn));
    return { token: await sessions.token(signIn, "bearer"), player: toPlayerDto(signIn.player) };
  }

  async withCookie(call: AnyCall, { signIn, cookie }: Refreshed): Promise<SignInAnswer> {
    const { sessions, wallMs } = this.#options;
    const lifeMs = signIn.session.expiresAtMs - wallMs();
    call.reply.append("Set-Cookie", this.#options.cookie.write(cookie, lifeMs, call.secure));
    const token = await sessions.token(signIn, "access");
    const expiresInS = Math.floor(Math.min(TOKEN_LIFETIME_MS.access, lifeMs) / 1000);
    return { token, player: toPlayerDto(signIn.player), cookie: true, expiresInS };
  }

  /** Signs the browser out. Its next call shows whether it sends cookies back. */
  forget(call: AnyCall): void {
    call.reply.append("Set-Cookie", this.#options.cookie.writeNobody(call.secure));
  }

  /** The refresh cookie of a call from this server's page; null: none, or from another page. */
  shown(call: AnyCall): PresentedRefresh | null {
    return this.isOwnPage(call) ? this.#options.cookie.read(call.headers.get("cookie")) : null;
  }

  /** Throws {@link ApiRefusal} unless the call comes from a page of this server or of an allowed origin. */
  requireOwnPage(call: Pick<AnyCall, "headers">): void {
    if (this.isOwnPage(call)) return;
    const origin = call.headers.get("origin");
    throw new ApiRefusal(
      "originNotAllowed",
      origin === null
        ? "Origin: is needed here, as browsers send it"
        : `origin ${display(origin)} may not use the cookie of this server`,
    );
  }

  /**
   * Whether the call comes from a page of this server or of an allowed origin. Browsers send cookies for every page of
   * the same site.
   */
  isOwnPage({ headers }: Pick<AnyCall, "headers">): boolean {
    const { allowedOrigins } = this.#options;
    const origin = headers.get("origin");
    if (origin === null) return false;
    const named = allowedOrigins !== "*" && allowedOrigins !== "same-host" && allowedOrigins.includes(origin);
    return named || isSameHost(origin, headers.get("host"));
  }
}
