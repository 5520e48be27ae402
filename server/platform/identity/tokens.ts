import { createHmac } from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { ROLE, type RoleName } from "../../../shared/roles.ts";
import { IDENTITY_LIMITS, STORE_LIMITS } from "../../../shared/wire/limits.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";

const ALGORITHM = "HS256";
const ISSUER = "orrery";

const DAY_MS = 86_400_000;

/** Maximum lifetime of a token by its use, ms. */
export const TOKEN_LIFETIME_MS = {
  /** Valid as long as its sign-in: for bots, stock clients, pages of other origins, and browsers without cookies. */
  bearer: STORE_LIMITS.sessionMs,
  /** Held by a page in memory and renewed with its cookie. */
  access: 600_000,
  /** For pages of earlier releases, which do not know the cookie. */
  page: DAY_MS / 2,
} as const;
export type TokenUse = keyof typeof TOKEN_LIFETIME_MS;

/** The content of a token. Name and role are for the client: the server reads them from its store. */
export interface Claims {
  readonly player: number;
  readonly session: string;
  readonly name: string;
  readonly role: RoleName;
  readonly expiresAtMs: number;
  readonly use: TokenUse;
}

export function roleName(role: number): RoleName {
  return (Object.keys(ROLE) as RoleName[]).find((name) => ROLE[name] === role) ?? "guest";
}

/** Signs tokens with the key of the first secret, and verifies those of all secrets. */
export class Keyring {
  readonly #keys = new Map<string, Uint8Array>();
  readonly #first: string;
  /** Milliseconds since 1970. */
  readonly #wallMs: () => number;

  constructor(secrets: readonly (string | Uint8Array)[], wallMs: () => number) {
    // Neither a key nor its name reveals the secret, or other keys derived from it.
    const derive = (secret: string | Uint8Array, what: string) =>
      createHmac("sha256", secret).update(`orrery token ${what}`).digest();
    const names = secrets.map((secret) => {
      const name = derive(secret, "name").toString("base64url").slice(0, 11);
      this.#keys.set(name, new Uint8Array(derive(secret, "key")));
      return name;
    });
    this.#first = names[0];
    this.#wallMs = wallMs;
  }

  sign({ player, session, name, role, expiresAtMs, use }: Claims): Promise<string> {
    // Tokens of earlier versions have no use: they are bearer tokens.
    return new SignJWT({ sid: session, name, role, ...(use !== "bearer" && { use }) })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.#first, typ: "JWT" })
      .setIssuer(ISSUER)
      .setSubject(String(player))
      .setIssuedAt(Math.floor(this.#wallMs() / 1000))
      .setExpirationTime(Math.floor(expiresAtMs / 1000))
      .sign(this.#keys.get(this.#first)!);
  }

  /** Rejects with {@link ApiRefusal}. */
  async verify(token: string): Promise<Claims> {
    if (token.length > IDENTITY_LIMITS.tokenCharacters) throw foreign();
    let payload: JWTPayload;
    try {
      const key = ({ kid }: { kid?: string }) => {
        const found = this.#keys.get(kid ?? "");
        if (found === undefined) throw foreign();
        return found;
      };
      const currentDate = new Date(this.#wallMs());
      const required = { algorithms: [ALGORITHM], issuer: ISSUER, requiredClaims: ["sub", "sid", "exp"], currentDate };
      ({ payload } = await jwtVerify(token, key, required));
    } catch (error) {
      const expired = (error as { code?: unknown }).code === "ERR_JWT_EXPIRED";
      throw expired ? new ApiRefusal("notSignedIn", "token: has expired; sign in again") : foreign();
    }
    const { sub, sid, exp, name, role, use = "bearer" } = payload;
    if (!Object.hasOwn(TOKEN_LIFETIME_MS, String(use))) throw foreign();
    return {
      ...{ player: Number(sub), session: String(sid), expiresAtMs: exp! * 1000 },
      ...{ name: String(name), role: role as RoleName, use: use as TokenUse },
    };
  }
}

function foreign(): ApiRefusal {
  return new ApiRefusal("notSignedIn", "token: not issued by this server; sign in again");
}

/** The token of an Authorization header; null: none. */
export function bearerToken(headers: Headers): string | null {
  return /^Bearer +(\S+)$/i.exec(headers.get("authorization")?.trim() ?? "")?.[1] ?? null;
}
