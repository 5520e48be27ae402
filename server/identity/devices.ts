import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A browser in which somebody signed in to an account. */
export interface Device {
  readonly player: number;
  /** What its tries are counted by. */
  readonly id: string;
}

const COOKIE = "orrery_device";
const ID_BYTES = 18;
const YEAR_S = 31_536_000;
const FORM = /^(\d{1,10})\.([\w-]{24})\.([\w-]{43})$/;

/**
 * Marks browsers in which somebody signed in to an account with success, by a cookie that no script reads: their tries are
 * counted apart from those of strangers, who therefore cannot keep an account's owner out. It opens nothing by itself.
 *
 * @see https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export class Devices {
  readonly #keys: readonly Buffer[];

  /** @param secrets the first signs, what any of them signed is good */
  constructor(secrets: readonly (string | Uint8Array)[]) {
    this.#keys = secrets.map((secret) => createHmac("sha256", secret).update("orrery device").digest());
  }

  /** The value of a `Set-Cookie` header. @param secure whether the browser came by HTTPS, and is to come by nothing else */
  cookie(player: number, secure: boolean): string {
    const marked = `${player}.${randomBytes(ID_BYTES).toString("base64url")}`;
    const value = `${marked}.${sign(this.#keys[0], marked).toString("base64url")}`;
    const rest = `Path=/auth/login; Max-Age=${YEAR_S}; HttpOnly; SameSite=Strict`;
    return `${COOKIE}=${value}; ${rest}${secure ? "; Secure" : ""}`;
  }

  /** @param cookies a `Cookie` header */
  read(cookies: string | null): Device | null {
    for (const cookie of cookies?.split(";") ?? []) {
      const [name, value = ""] = cookie.trim().split("=");
      const [, player, id, mac] = (name === COOKIE && FORM.exec(value)) || [];
      if (player === undefined || id === undefined || mac === undefined) continue;
      const shown = Buffer.from(mac, "base64url");
      if (this.#keys.some((key) => timingSafeEqual(sign(key, `${player}.${id}`), shown)))
        return { player: Number(player), id };
    }
    return null;
  }
}

function sign(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
