import type { ZodType } from "zod";
import { ROLE, type RoleName } from "../../../shared/lobby/roles.ts";
import type { Store } from "../../store/port.ts";
import { type ApiAction, type ApiCall, ApiRefusal, display } from "../../transport/api.ts";
import type { Accounts } from "../accounts.ts";
import type { Devices } from "../devices.ts";
import type { IdentityMetrics } from "../metrics.ts";
import type { Refreshes } from "../refreshes.ts";
import type { Sessions, SignedIn } from "../sessions.ts";
import { bearer } from "../tokens.ts";
import type { SignIns } from "./sign-in.ts";

export interface RouteParts {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly accounts: Accounts;
  readonly devices: Devices;
  readonly signIns: SignIns;
  readonly refreshes: Refreshes;
  readonly metrics: Pick<IdentityMetrics, "limited">;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** The replay of a round, where there is one. */
  readonly replayOf: (room: string, round: number) => Promise<string | null>;
}

/** An action with a body of this form. */
export function withBody<Body>(form: ZodType<Body>, answer: (call: ApiCall<Body>) => Promise<unknown>): ApiAction {
  return { body: true, answer: async (call) => answer({ ...call, body: reading(form, call.body) }) };
}

function reading<Body>(form: ZodType<Body>, json: unknown): Body {
  const { data, error } = form.safeParse(json);
  if (error === undefined) return data;
  // Messages name what is accepted, and never what was sent: it may be a password.
  const [{ path, message }] = error.issues;
  const field = path.length === 0 ? "body" : path.map(String).join(".");
  throw new ApiRefusal("badCall", `${field}: ${message}`);
}

/** Rejects with {@link ApiRefusal} unless the call bears a good token. @param least the role that it takes */
export async function whoCalls(sessions: Sessions, call: ApiCall, least: RoleName = "guest"): Promise<SignedIn> {
  const token = bearer(call.headers);
  if (token === null) throw new ApiRefusal("notSignedIn", "Authorization: a token is needed, as Bearer TOKEN");
  const found = await sessions.verify(token);
  if (found.player.role >= ROLE[least]) return found;
  throw new ApiRefusal("notAllowed", `this takes the role ${least}`);
}

/** A player's id in a path. */
export function idIn(call: ApiCall, param = "id"): number {
  const text = call.params[param] ?? "";
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (id >= 1 && id <= 0x7fff_ffff) return id;
  throw new ApiRefusal("badCall", `${param}: ${display(text)} is no player's id, which are from 1 to 2147483647`);
}

/** A whole number of the query. */
export function countIn(call: ApiCall, name: string, fallback: number, most: number): number {
  const text = call.query.get(name);
  if (text === null) return fallback;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new ApiRefusal("badCall", `${name}: ${display(text)} is not a whole number from 0 to ${most}`);
}

export const noSuchPlayer = (id: number): ApiRefusal => new ApiRefusal("notFound", `id: there is no player ${id}`);
