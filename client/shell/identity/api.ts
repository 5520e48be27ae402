import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { serverTime } from "../../net/server-time.ts";
import type {
  AuditPage,
  BeaconToken,
  BeaconTokenRequest,
  Friend,
  InboxPage,
  League,
  Me,
  NewBeaconToken,
  PasskeyInfo,
  Period,
  PlayerInfo,
  PlayerPage,
  RefreshAnswer,
  RegisterAnswer,
  Security,
  SessionInfo,
  SignInAnswer,
  TokenAnswer,
} from "./api-types.ts";

/** Long, because a page that starts on a slow machine may not handle an answer for seconds. */
const TIMEOUT_MS = 20_000;
const NO_ANSWER = "The server does not answer. Check your connection and try again.";

/** A request failed; `message` says why, in words for a player. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status; 0: no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  /** The refusal code; the server sends it as the HTTP status. */
  get code(): number {
    return this.status;
  }

  /** A retry may work: there was no answer, or the server is overloaded or failing. */
  get isTransient(): boolean {
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
   * Supplies the token of each call; null: none. After a refusal, it gets the refused token and resolves with a new one, or
   * with the same if it is still good.
   */
  getToken: (refused?: string) => Promise<string | null> = () => Promise.resolve(null);
  readonly #options: ApiOptions;
  #signInCalls: Promise<unknown> = Promise.resolve();

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  // Signing in: with a cookie that renews the token, if the browser accepts cookies

  guest = (name?: string): Promise<SignInAnswer> => this.#send("POST", "/auth/guest", null, { name, cookie: true });
  login = (name: string, password: string): Promise<SignInAnswer> =>
    this.#send("POST", "/auth/login", null, { name, password, cookie: true });
  recover = (name: string, code: string, password: string): Promise<SignInAnswer> =>
    this.#send("POST", "/auth/recover", null, { name, code, password, cookie: true });
  /** Whether passkeys work at the server's address. */
  passkeysAvailable = async (): Promise<boolean> =>
    (await this.#send<{ available: boolean }>("GET", "/auth/passkey", null)).available;
  passkeyOptions = (): Promise<PublicKeyCredentialRequestOptionsJSON> =>
    this.#send("POST", "/auth/passkey/options", null, {});
  passkeySignIn = (response: unknown): Promise<SignInAnswer> =>
    this.#send("POST", "/auth/passkey", null, { response, cookie: true });
  /** Signs in with the browser's cookie; null: it has none. */
  refresh = async (): Promise<RefreshAnswer | null> =>
    (await this.#send<RefreshAnswer | null | undefined>("POST", "/auth/refresh", null)) ?? null;
  /** Exchanges a long-lived token for a cookie and a short-lived one. */
  exchange = (token: string): Promise<TokenAnswer> => this.#send("POST", "/auth/exchange", token);
  me = (token: string): Promise<Me> => this.#send("GET", "/me", token);

  // For players who are signed in

  register = (name: string, password: string): Promise<RegisterAnswer> =>
    this.#sendAuthorized("POST", "/auth/register", { name, password });
  changePassword = (old: string, password: string): Promise<void> =>
    this.#sendAuthorized("POST", "/me/password", { old, password });
  newRecoveryCodes = async (password: string): Promise<readonly string[]> =>
    (await this.#sendAuthorized<{ recoveryCodes: readonly string[] }>("POST", "/me/recovery-codes", { password }))
      .recoveryCodes;
  security = (): Promise<Security> => this.#sendAuthorized("GET", "/me/security");
  newPasskeyOptions = (password: string): Promise<PublicKeyCredentialCreationOptionsJSON> =>
    this.#sendAuthorized("POST", "/me/passkeys/options", { password });
  addPasskey = (name: string, response: unknown): Promise<PasskeyInfo> =>
    this.#sendAuthorized("POST", "/me/passkeys", { name, response });
  renamePasskey = (id: string, name: string): Promise<void> =>
    this.#sendAuthorized("PATCH", `/me/passkeys/${encodeURIComponent(id)}`, { name });
  removePasskey = (id: string): Promise<void> =>
    this.#sendAuthorized("DELETE", `/me/passkeys/${encodeURIComponent(id)}`);
  exportData = (): Promise<unknown> => this.#sendAuthorized("GET", "/me/export");
  logout = (): Promise<void> => this.#sendAuthorized("POST", "/auth/logout");
  sessions = (): Promise<readonly SessionInfo[]> => this.#sendAuthorized("GET", "/auth/sessions");
  /** Ends all sign-ins, including this one. */
  endAllSessions = (): Promise<void> => this.#sendAuthorized("DELETE", "/auth/sessions");
  endSession = (id: string): Promise<void> =>
    this.#sendAuthorized("DELETE", `/auth/sessions/${encodeURIComponent(id)}`);

  rename = (name: string): Promise<Partial<SignInAnswer> & { readonly player?: PlayerInfo }> =>
    this.#sendAuthorized("PATCH", "/me", { name });
  deleteAccount = (password?: string): Promise<void> => this.#sendAuthorized("DELETE", "/me", { password });

  friends = (): Promise<readonly Friend[]> => this.#sendAuthorized("GET", "/me/friends");
  follow = (id: number): Promise<void> => this.#sendAuthorized("PUT", `/me/friends/${id}`);
  unfollow = (id: number): Promise<void> => this.#sendAuthorized("DELETE", `/me/friends/${id}`);

  inbox = (after: number): Promise<InboxPage> => this.#sendAuthorized("GET", `/me/inbox?after=${after}`);
  markInboxRead = (cursor: number): Promise<void> => this.#sendAuthorized("PUT", "/me/inbox", { cursor });
  muteNoticeKind = (kind: string, muted: boolean): Promise<void> =>
    this.#sendAuthorized(muted ? "PUT" : "DELETE", `/me/muted/${encodeURIComponent(kind)}`);

  league = (game: string, period: Period): Promise<League> =>
    this.#sendAuthorized("GET", `/league/${period}?game=${game}`);
  player = (id: number): Promise<PlayerPage> => this.#sendAuthorized("GET", `/players/${id}`);

  // For moderators

  /** @param before returns only rows with a lower id; 0: the newest @param action returns only this kind; "": all */
  auditTrail = (before: number, action: string): Promise<AuditPage> => {
    const query = new URLSearchParams({ ...(before > 0 && { before: `${before}` }), ...(action !== "" && { action }) });
    return this.#sendAuthorized("GET", `/audit${query.size > 0 ? `?${query}` : ""}`);
  };
  /** Finds the account with this name, or with one that looks like it. */
  findAccount = (name: string): Promise<PlayerInfo> =>
    this.#sendAuthorized("GET", `/players?name=${encodeURIComponent(name)}`);
  lift = (id: number, kind: "mute" | "ban"): Promise<void> =>
    this.#sendAuthorized("DELETE", `/players/${id}/sanctions/${kind}`);
  beaconTokens = (): Promise<readonly BeaconToken[]> => this.#sendAuthorized("GET", "/beacons/token");
  createBeaconToken = (wish: BeaconTokenRequest): Promise<NewBeaconToken> =>
    this.#sendAuthorized("POST", "/beacons/token", wish);
  revokeBeaconToken = (name: string): Promise<void> =>
    this.#sendAuthorized("DELETE", `/beacons/token/${encodeURIComponent(name)}`);

  // For operators

  setRole = (id: number, role: string): Promise<PlayerInfo> =>
    this.#sendAuthorized("POST", `/players/${id}/role`, { role });

  /** Sends with the player's token; after a 401 once more with a new one. */
  async #sendAuthorized<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = await this.getToken();
    try {
      return await this.#send<T>(method, path, token, body);
    } catch (error) {
      if (token === null || !(error instanceof ApiError) || error.status !== 401) throw error;
      const renewed = await this.getToken(token);
      if (renewed === null || renewed === token) throw error;
      return this.#send<T>(method, path, renewed, body);
    }
  }

  /** @param token null: send none */
  #send<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
    const send = (): Promise<T> => this.#fetch<T>(method, path, token, body);
    if (method !== "POST" || !path.startsWith("/auth/")) return send();
    // Calls that set the cookie run one after the other, so that the last sign-in wins.
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
        method,
        headers,
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        // The answer must reach the browser even if the page is closed: the old cookie expires soon.
        ...(path.startsWith("/auth/") && { keepalive: true }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      serverTime.update(response.headers.get("date"));
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

/** Only our server's refusals are final: one by a proxy in between counts as no answer. */
function statusOf(answer: unknown, status: number): number {
  const { error } = (answer ?? {}) as { error?: unknown };
  return typeof error === "string" || status >= 500 || status === 429 ? status : 0;
}

/** The server's message, or our own if a proxy in between answered. */
function reasonOf(answer: unknown, status: number): string {
  const { error } = (answer ?? {}) as { error?: unknown };
  if (typeof error === "string" && error !== "") return sentence(error);
  if (status === 429) return "Too many requests. Wait a moment and try again.";
  return status >= 500
    ? `The server cannot do that right now (${status}). Try again.`
    : `The server refused (${status}).`;
}

function sentence(text: string): string {
  const upper = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}

/** The reason of an `ApiError`, in words for a player; rethrows any other error. */
export function apiErrorMessage(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  throw error;
}
