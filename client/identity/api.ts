import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { serverTime } from "../server-time.ts";
import type {
  BeaconToken,
  BeaconWish,
  Friend,
  InboxPage,
  League,
  Me,
  NewBeaconToken,
  PasskeyInfo,
  Period,
  PlayerInfo,
  PlayerPage,
  Registered,
  Renewed,
  Security,
  SessionInfo,
  SignedIn,
  TokenAnswer,
  TrailPage,
} from "./shapes.ts";

/** Long, as a page that starts on a slow machine cannot take an answer for seconds. */
const TIMEOUT_MS = 20_000;
const NO_ANSWER = "The server does not answer. Check your connection, and try again.";

/** A request did not do what was asked; `message` says why, in words for a player. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status; 0: nobody answered. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** The refusal's code, which the server gives as the status, too. */
  get code(): number {
    return this.status;
  }

  /** It may work at another time: nobody answered, or the server has other worries. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface ApiOptions {
  /** `http(s)://HOST:PORT`. */
  readonly url: string;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** The server's HTTP interface for players. Every method rejects with {@link ApiError}. */
export class Api {
  /**
   * What calls show of who makes them. Given a token that was refused, it resolves with another one, or with the same where
   * that was not to blame.
   */
  authorize: (refused?: string) => Promise<string | null> = () => Promise.resolve(null);
  readonly #options: ApiOptions;
  #signInCalls: Promise<unknown> = Promise.resolve();

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  // How this browser signs in: with a cookie that renews the token, where it takes one

  guest = (name?: string): Promise<SignedIn> => this.#send("POST", "/auth/guest", null, { name, cookie: true });
  login = (name: string, password: string): Promise<SignedIn> =>
    this.#send("POST", "/auth/login", null, { name, password, cookie: true });
  recover = (name: string, code: string, password: string): Promise<SignedIn> =>
    this.#send("POST", "/auth/recover", null, { name, code, password, cookie: true });
  /** Whether passkeys work at the server's address. */
  passkeysAvailable = async (): Promise<boolean> =>
    (await this.#send<{ available: boolean }>("GET", "/auth/passkey", null)).available;
  passkeyOptions = (): Promise<PublicKeyCredentialRequestOptionsJSON> =>
    this.#send("POST", "/auth/passkey/options", null, {});
  passkeySignIn = (response: unknown): Promise<SignedIn> =>
    this.#send("POST", "/auth/passkey", null, { response, cookie: true });
  /** Whom the browser's cookie is of; null: nobody. */
  refresh = async (): Promise<Renewed | null> =>
    (await this.#send<Renewed | null | undefined>("POST", "/auth/refresh", null)) ?? null;
  /** @param token one that lasts */
  exchange = (token: string): Promise<TokenAnswer> => this.#send("POST", "/auth/exchange", token);
  /** @param token whose it is asked */
  me = (token: string): Promise<Me> => this.#send("GET", "/me", token);

  // For whoever is signed in

  register = (name: string, password: string): Promise<Registered> =>
    this.#ask("POST", "/auth/register", { name, password });
  changePassword = (old: string, password: string): Promise<void> =>
    this.#ask("POST", "/me/password", { old, password });
  newRecoveryCodes = async (password: string): Promise<readonly string[]> =>
    (await this.#ask<{ recoveryCodes: readonly string[] }>("POST", "/me/recovery-codes", { password })).recoveryCodes;
  security = (): Promise<Security> => this.#ask("GET", "/me/security");
  newPasskeyOptions = (password: string): Promise<PublicKeyCredentialCreationOptionsJSON> =>
    this.#ask("POST", "/me/passkeys/options", { password });
  addPasskey = (name: string, response: unknown): Promise<PasskeyInfo> =>
    this.#ask("POST", "/me/passkeys", { name, response });
  renamePasskey = (id: string, name: string): Promise<void> =>
    this.#ask("PATCH", `/me/passkeys/${encodeURIComponent(id)}`, { name });
  removePasskey = (id: string): Promise<void> => this.#ask("DELETE", `/me/passkeys/${encodeURIComponent(id)}`);
  exportMe = (): Promise<unknown> => this.#ask("GET", "/me/export");
  logout = (): Promise<void> => this.#ask("POST", "/auth/logout");
  sessions = (): Promise<readonly SessionInfo[]> => this.#ask("GET", "/auth/sessions");
  /** Ends every sign-in, this one, too. */
  endAllSessions = (): Promise<void> => this.#ask("DELETE", "/auth/sessions");
  endSession = (id: string): Promise<void> => this.#ask("DELETE", `/auth/sessions/${encodeURIComponent(id)}`);

  rename = (name: string): Promise<Partial<SignedIn> & { readonly player?: PlayerInfo }> =>
    this.#ask("PATCH", "/me", { name });
  deleteMe = (password?: string): Promise<void> => this.#ask("DELETE", "/me", { password });

  friends = (): Promise<readonly Friend[]> => this.#ask("GET", "/me/friends");
  follow = (id: number): Promise<void> => this.#ask("PUT", `/me/friends/${id}`);
  unfollow = (id: number): Promise<void> => this.#ask("DELETE", `/me/friends/${id}`);

  inbox = (after: number): Promise<InboxPage> => this.#ask("GET", `/me/inbox?after=${after}`);
  readInbox = (cursor: number): Promise<void> => this.#ask("PUT", "/me/inbox", { cursor });
  muteKind = (kind: string, muted: boolean): Promise<void> =>
    this.#ask(muted ? "PUT" : "DELETE", `/me/muted/${encodeURIComponent(kind)}`);

  league = (period: Period): Promise<League> => this.#ask("GET", `/league/${period}`);
  player = (id: number): Promise<PlayerPage> => this.#ask("GET", `/players/${id}`);

  // For moderators

  /** @param before only rows of a lower number; 0: the newest @param action only rows of this kind; "": of any */
  trail = (before: number, action: string): Promise<TrailPage> => {
    const query = new URLSearchParams({ ...(before > 0 && { before: `${before}` }), ...(action !== "" && { action }) });
    return this.#ask("GET", `/audit${query.size > 0 ? `?${query}` : ""}`);
  };
  /** The account of a name, or of one that looks like it. */
  account = (name: string): Promise<PlayerInfo> => this.#ask("GET", `/players?name=${encodeURIComponent(name)}`);
  lift = (id: number, kind: "mute" | "ban"): Promise<void> => this.#ask("DELETE", `/players/${id}/sanctions/${kind}`);
  beaconTokens = (): Promise<readonly BeaconToken[]> => this.#ask("GET", "/beacons/token");
  giveBeacon = (wish: BeaconWish): Promise<NewBeaconToken> => this.#ask("POST", "/beacons/token", wish);
  takeBeacon = (name: string): Promise<void> => this.#ask("DELETE", `/beacons/token/${encodeURIComponent(name)}`);

  // For operators

  setRole = (id: number, role: string): Promise<PlayerInfo> => this.#ask("POST", `/players/${id}/role`, { role });

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = await this.authorize();
    try {
      return await this.#send<T>(method, path, token, body);
    } catch (error) {
      if (token === null || !(error instanceof ApiError) || error.status !== 401) throw error;
      const other = await this.authorize(token);
      if (other === null || other === token) throw error;
      return this.#send<T>(method, path, other, body);
    }
  }

  /** @param token what the call shows; null: nothing */
  #send<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
    const send = (): Promise<T> => this.#fetch<T>(method, path, token, body);
    if (method !== "POST" || !path.startsWith("/auth/")) return send();
    // Answers that set the cookie come one after the other: the last one is of whoever signed in last.
    const answer = this.#signInCalls.then(send);
    this.#signInCalls = answer.catch(() => undefined);
    return answer;
  }

  async #fetch<T>(method: string, path: string, token: string | null, body: unknown): Promise<T> {
    const { url } = this.#options;
    const send = this.#options.fetch ?? ((to: string, init: RequestInit) => fetch(to, init));
    const headers: Record<string, string> = {};
    if (token !== null) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    let response: Response;
    let text: string;
    try {
      response = await send(url + path, {
        ...{ method, headers, cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) },
        // A cookie is renewed also where the page goes meanwhile: its old value is not good for long.
        ...(path.startsWith("/auth/") && { keepalive: true }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      serverTime.learn(response.headers.get("date"));
      text = await response.text();
    } catch {
      throw new ApiError(0, NO_ANSWER);
    }
    const answer = parse(text);
    if (!response.ok) throw new ApiError(statusOf(answer, response.status), reasonOf(answer, response.status));
    if (text !== "" && answer === undefined) throw new ApiError(0, NO_ANSWER);
    return answer as T;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Only the server's own word is final: a refusal by something between it and us counts as no answer. */
function statusOf(answer: unknown, status: number): number {
  const { error } = (answer ?? {}) as { error?: unknown };
  return typeof error === "string" || status >= 500 || status === 429 ? status : 0;
}

/** The server's own sentence, or one of ours where something between us and it answered. */
function reasonOf(answer: unknown, status: number): string {
  const { error } = (answer ?? {}) as { error?: unknown };
  if (typeof error === "string" && error !== "") return sentence(error);
  if (status === 429) return "Too many requests. Wait a moment, and try again.";
  return status >= 500
    ? `The server cannot do that now (${status}). Try again.`
    : `The server did not do that (${status}).`;
}

function sentence(text: string): string {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}

/** What went wrong, in words for a player; rethrows what is a mistake in this program. */
export function reasonFor(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  throw error;
}
