import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A browser in which an account was signed in. */
export interface Device {
  readonly player: number;
  /** Key under which its password attempts are counted. */
  readonly id: string;
}

const COOKIE = "orrery_device";
/** Maximum number of players remembered per browser. */
const PLAYERS_MOST = 4;
const ID_BYTES = 18;
const YEAR_S = 31_536_000;
const FORM = /^(\d{1,10})\.([\w-]{24})\.([\w-]{43})$/;
const PLAYERS_FORM = /^(\d{1,10}(?:\.\d{1,10}){0,3})~([\w-]{43})$/;

/**
 * Marks browsers in which an account was signed in, with a cookie that scripts cannot read. Their password attempts are
 * counted apart from those of strangers, so strangers cannot lock out an account's owner. A second cookie lists the
 * players who were signed in there, guests included, so that a banned player does not come back as a new one. Neither
 * cookie grants access.
 *
 * @see https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export class Devices {
  readonly #keys: readonly Buffer[];
  readonly #playersName: string;
  readonly #basePath: string;

  /**
   * @param secrets the first one signs, all of them verify
   * @param storeId distinguishes servers that share one host name
   * @param basePath prefix of the server's paths, as browsers see them: "" or `/PATH`
   */
  constructor(secrets: readonly (string | Uint8Array)[], storeId = "", basePath = "") {
    this.#playersName = `orrery_players_${storeId}`;
    this.#basePath = basePath;
    this.#keys = secrets.map((secret) => createHmac("sha256", secret).update("orrery device").digest());
  }

  /**
   * The value of a `Set-Cookie` header.
   *
   * @param secure whether the browser uses HTTPS; it then sends the cookie over HTTPS only
   */
  cookie(player: number, secure: boolean): string {
    const marked = `${player}.${randomBytes(ID_BYTES).toString("base64url")}`;
    const value = `${marked}.${sign(this.#keys[0], marked).toString("base64url")}`;
    return `${COOKIE}=${value}; Path=${this.#basePath}/auth/login; ${attributes(secure)}`;
  }

  /** @param cookies a `Cookie` header */
  read(cookies: string | null): Device | null {
    for (const value of valuesOf(cookies, COOKIE)) {
      const [, player, id, mac] = FORM.exec(value) ?? [];
      if (player === undefined || id === undefined || mac === undefined) continue;
      if (this.#signed(`${player}.${id}`, mac)) return { player: Number(player), id };
    }
    return null;
  }

  /** The value of a `Set-Cookie` header. @param before players who were signed in there before */
  playersCookie(player: number, before: readonly number[], secure: boolean): string {
    const list = [...new Set([player, ...before])].slice(0, PLAYERS_MOST).join(".");
    const mac = sign(this.#keys[0], `players ${list}`).toString("base64url");
    return `${this.#playersName}=${list}~${mac}; Path=${this.#basePath}/; ${attributes(secure)}`;
  }

  /** Ids of the players who were signed in there, the latest first. @param cookies a `Cookie` header */
  players(cookies: string | null): readonly number[] {
    for (const value of valuesOf(cookies, this.#playersName)) {
      const [, list, mac] = PLAYERS_FORM.exec(value) ?? [];
      if (list !== undefined && mac !== undefined && this.#signed(`players ${list}`, mac))
        return list.split(".").map(Number);
    }
    return [];
  }

  #signed(text: string, mac: string): boolean {
    const shown = Buffer.from(mac, "base64url");
    return this.#keys.some((key) => timingSafeEqual(sign(key, text), shown));
  }
}

const attributes = (secure: boolean): string =>
  `Max-Age=${YEAR_S}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;

function valuesOf(cookies: string | null, wanted: string): readonly string[] {
  return (cookies?.split(";") ?? []).flatMap((cookie) => {
    const [name, value = ""] = cookie.trim().split("=");
    return name === wanted ? [value] : [];
  });
}

function sign(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
