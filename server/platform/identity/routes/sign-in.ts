import { ApiRefusal } from "../../../http/api-refusal.ts";
import { display } from "../../../http/error.ts";
import { type AllowedOrigins, isSameHost } from "../../../http/origins.ts";
import type { AnyCall } from "../../../http/route.ts";
import { type PlayerDto, toPlayerDto } from "../accounts.ts";
import type { PresentedRefresh, RefreshCookie } from "../refresh-cookie.ts";
import type { Refreshed, RefreshService } from "../refreshes.ts";
import type { Sessions, SignIn } from "../sessions.ts";
import { TOKEN_LIFETIME_MS } from "../tokens.ts";

export interface SignInParts {
  readonly sessions: Sessions;
  readonly refreshes: RefreshService;
  readonly cookie: RefreshCookie;
  readonly allowedOrigins: AllowedOrigins;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

/** How a sign-in is answered. */
export interface SignInAnswer {
  readonly token: string;
  readonly player: PlayerDto;
  /** The token is short-lived, and a cookie renews it; absent: the token lasts as long as the sign-in. */
  readonly cookie?: true;
  /** Of a short-lived token. */
  readonly expiresInS?: number;
}

/**
 * Gives browsers and programs what they prove with who they are: pages that ask for it, and send cookies back, a short-lived
 * token and a refresh cookie; everyone else a token that lasts.
 */
export class SignIns {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** @param wantsCookie whether the page asks for the refresh cookie */
  async answer(call: AnyCall, signIn: SignIn, wantsCookie: boolean): Promise<SignInAnswer> {
    const { sessions, refreshes, cookie } = this.#parts;
    if (wantsCookie && this.isOwnPage(call) && cookie.isSent(call.headers.get("cookie")))
      return this.withCookie(call, await refreshes.begin(signIn));
    return { token: await sessions.token(signIn, "bearer"), player: toPlayerDto(signIn.player) };
  }

  async withCookie(call: AnyCall, { signIn, cookie }: Refreshed): Promise<SignInAnswer> {
    const { sessions, wallMs } = this.#parts;
    const lifeMs = signIn.session.expiresAtMs - wallMs();
    call.reply.append("Set-Cookie", this.#parts.cookie.write(cookie, lifeMs, call.secure));
    const token = await sessions.token(signIn, "access");
    const expiresInS = Math.floor(Math.min(TOKEN_LIFETIME_MS.access, lifeMs) / 1000);
    return { token, player: toPlayerDto(signIn.player), cookie: true, expiresInS };
  }

  /** The browser has no sign-in (any more); whether it sends cookies back shows at its next call. */
  forget(call: AnyCall): void {
    call.reply.append("Set-Cookie", this.#parts.cookie.writeNobody(call.secure));
  }

  /** The refresh cookie of a call from a page of this server; null: none, or of another page. */
  shown(call: AnyCall): PresentedRefresh | null {
    return this.isOwnPage(call) ? this.#parts.cookie.read(call.headers.get("cookie")) : null;
  }

  /** Throws {@link ApiRefusal} unless a page of this server, or of an origin that is named as allowed, makes the call. */
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

  /** Whether a page of this server, or of an origin that is named, calls: every page of the same site has cookies sent. */
  isOwnPage({ headers }: Pick<AnyCall, "headers">): boolean {
    const { allowedOrigins } = this.#parts;
    const origin = headers.get("origin");
    if (origin === null) return false;
    const named = allowedOrigins !== "*" && allowedOrigins !== "same-host" && allowedOrigins.includes(origin);
    return named || isSameHost(origin, headers.get("host"));
  }
}
