import { createHmac, timingSafeEqual } from "node:crypto";

/** A refresh cookie that this server gave out, or another one with its secret. */
export interface PresentedRefresh {
  readonly session: string;
  /** Its number in the session. */
  readonly n: number;
}

export interface RefreshCookieParts {
  /** The first signs, what any of them signed is good. */
  readonly secrets: readonly (string | Uint8Array)[];
  /** Tells servers apart that one host name leads to. */
  readonly storeId: string;
  /** Where the server's own paths begin, as browsers see them: "" or `/PATH`. */
  readonly basePath: string;
}

/** What a cookie holds in a browser that is not signed in: it shows that the browser sends cookies back. */
const NOBODY = "none";
/** How long that is remembered, s. */
const NOBODY_S = 600;
const FORM = /^([\w-]{24})\.([1-9]\d{0,14})\.([\w-]{43})$/;

/**
 * Reads and writes the cookie with which a page renews its sign-in. No script can read it, and no other site's page can have it
 * sent. Its value is signed, so that the store holds nothing that would open a sign-in, and the same one can be given out again.
 */
export class RefreshCookie {
  readonly #name: string;
  readonly #path: string;
  readonly #keys: readonly Buffer[];

  constructor({ secrets, storeId, basePath }: RefreshCookieParts) {
    this.#name = `orrery_refresh_${storeId}`;
    this.#path = `${basePath}/auth`;
    this.#keys = secrets.map((secret) => createHmac("sha256", secret).update("orrery refresh").digest());
  }

  /** A `Set-Cookie` header. @param secure whether the browser came by HTTPS, and is to come by nothing else */
  write({ session, n }: PresentedRefresh, lifeMs: number, secure: boolean): string {
    const marked = `${session}.${n}`;
    return this.#header(`${marked}.${sign(this.#keys[0], marked).toString("base64url")}`, lifeMs / 1000, secure);
  }

  /** A `Set-Cookie` header that ends the sign-in in the browser, and shows later that it sends cookies back. */
  writeNobody(secure: boolean): string {
    return this.#header(NOBODY, NOBODY_S, secure);
  }

  /** Whether the browser sends this cookie back, whatever it holds. @param header `Cookie` */
  isSent(header: string | null): boolean {
    return this.#values(header).length > 0;
  }

  /** @param header `Cookie` */
  read(header: string | null): PresentedRefresh | null {
    for (const value of this.#values(header)) {
      const [, session, n, mac] = FORM.exec(value) ?? [];
      if (session === undefined || n === undefined || mac === undefined) continue;
      const shown = Buffer.from(mac, "base64url");
      if (this.#keys.some((key) => timingSafeEqual(sign(key, `${session}.${n}`), shown)))
        return { session, n: Number(n) };
    }
    return null;
  }

  #values(header: string | null): string[] {
    const own = `${this.#name}=`;
    const cookies = header?.split(";").map((cookie) => cookie.trim()) ?? [];
    return cookies.filter((cookie) => cookie.startsWith(own)).map((cookie) => cookie.slice(own.length));
  }

  #header(value: string, lifeS: number, secure: boolean): string {
    const rest = `Path=${this.#path}; Max-Age=${Math.max(0, Math.floor(lifeS))}; HttpOnly; SameSite=Strict`;
    return `${this.#name}=${value}; ${rest}${secure ? "; Secure" : ""}`;
  }
}

function sign(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
