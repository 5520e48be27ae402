import { createHmac, timingSafeEqual } from "node:crypto";

/** The content of a refresh cookie that was issued by this server, or by another one with its secret. */
export interface PresentedRefresh {
  readonly session: string;
  /** Its number in the session. */
  readonly n: number;
}

export interface RefreshCookieOptions {
  /** The first one signs, all of them verify. */
  readonly secrets: readonly (string | Uint8Array)[];
  /** Distinguishes servers that share one host name. */
  readonly storeId: string;
  /** Prefix of the server's paths, as browsers see them: "" or `/PATH`. */
  readonly basePath: string;
}

/** Value of the cookie in a browser that is not signed in: it shows that the browser sends cookies back. */
const NOBODY = "none";
/** Lifetime of that cookie, s. */
const NOBODY_S = 600;
const FORM = /^([\w-]{24})\.([1-9]\d{0,14})\.([\w-]{43})$/;

/**
 * Reads and writes the cookie that renews a page's sign-in. Scripts cannot read it, and pages of other sites cannot
 * have it sent. Its value is signed, so the store holds nothing that grants access, and the same cookie can be issued
 * again.
 */
export class RefreshCookie {
  readonly #name: string;
  readonly #path: string;
  readonly #keys: readonly Buffer[];

  constructor({ secrets, storeId, basePath }: RefreshCookieOptions) {
    this.#name = `orrery_refresh_${storeId}`;
    this.#path = `${basePath}/auth`;
    this.#keys = secrets.map((secret) => createHmac("sha256", secret).update("orrery refresh").digest());
  }

  /** A `Set-Cookie` header. @param secure whether the browser uses HTTPS; it then sends the cookie over HTTPS only */
  write({ session, n }: PresentedRefresh, lifeMs: number, secure: boolean): string {
    const marked = `${session}.${n}`;
    return this.#header(`${marked}.${sign(this.#keys[0], marked).toString("base64url")}`, lifeMs / 1000, secure);
  }

  /** A `Set-Cookie` header that signs the browser out and shows later that it sends cookies back. */
  writeNobody(secure: boolean): string {
    return this.#header(NOBODY, NOBODY_S, secure);
  }

  /** Whether the browser sends this cookie, whatever its value. @param header `Cookie` */
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
