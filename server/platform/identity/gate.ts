import { ApiRefusal } from "../../http/api-refusal.ts";
import type { Gate, Readmit } from "../../runtime/admission.ts";
import { ANONYMOUS, JoinRefused, type Person } from "../../runtime/room-definition.ts";
import { type Store, StoreError } from "../store/port.ts";
import { isAccount, requireFreeName } from "./accounts.ts";
import type { Devices } from "./devices.ts";
import { nameKey, parsePlayerName } from "./name.ts";
import type { Sessions, SignedIn } from "./sessions.ts";
import { inTime, type PlayerStatus, type StatusCache } from "./status-cache.ts";

export interface GateOptions {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly statuses: StatusCache;
  readonly devices: Devices;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  readonly report: (error: unknown) => void;
}

/** Identifies the callers who ask rooms for seats. Refuses banned players, and guests with the name of an account. */
export function identityGate({ store, sessions, statuses, devices, wallMs, report }: GateOptions): Gate {
  async function nobody(options: unknown): Promise<Person> {
    const name = wishedName(options);
    if (name === null) return ANONYMOUS;
    try {
      await requireFreeName(store, name, nameKey(name), 0);
    } catch (error) {
      // Without the store, callers are anonymous and play goes on.
      if (!(error instanceof StoreError)) throw error;
      report(error);
    }
    return ANONYMOUS;
  }

  async function signedIn(token: string): Promise<SignedIn> {
    try {
      return await sessions.verify(token);
    } catch (error) {
      throw error instanceof ApiRefusal ? new JoinRefused("signInFirst", error.message) : error;
    }
  }

  return async (token, options, headers) => {
    const signIn = token === null ? null : await signedIn(token);
    const known = signIn?.player ?? null;
    // An account may join from a browser in which another player was banned. A caller without an account is taken for
    // the banned player.
    const marks = known !== null && isAccount(known) ? [] : devices.players(headers?.get("cookie") ?? null);
    const nowMs = wallMs();
    for (const player of new Set([...marks, ...(known === null ? [] : [known.id])]))
      refuseBanned(await statuses.get(player), nowMs);
    if (signIn === null || known === null) return nobody(options);
    if (!isAccount(known)) {
      const wish = wishedName(options) ?? known.name;
      await requireFreeName(store, wish, nameKey(wish), known.id);
    }
    const { id, name, role } = known;
    const mute = (await store.sanctionsOf(id, nowMs)).find(({ kind }) => kind === "mute");
    const mutedUntilS = mute === undefined ? 0 : Math.ceil(mute.untilMs / 1000);
    return { player: id, name, role, mutedUntilS, session: signIn.session.id };
  };
}

/** Checks admitted players again. While the store is unavailable, uses the last known status. */
export function readmitCheck({
  statuses,
  sessions,
  wallMs,
  report,
}: Pick<GateOptions, "statuses" | "wallMs" | "report"> & { readonly sessions: Pick<Sessions, "current"> }): Readmit {
  const isOver = async (session: string): Promise<boolean> => {
    try {
      return (await inTime(sessions.current(session))) === null;
    } catch (error) {
      report(error);
      return false;
    }
  };
  return async (player, session) => {
    const standing = await statuses.get(player);
    refuseBanned(standing, wallMs());
    if (standing !== null && standing.role === null)
      throw new JoinRefused("signInFirst", "this seat's player no longer exists; sign in again");
    if (session !== undefined && (await isOver(session)))
      throw new JoinRefused("signInFirst", "the sign-in for which the seat was reserved is over; sign in again");
    return standing?.role ?? null;
  };
}

/** Throws `JoinRefused` if the player is banned. */
export function refuseBanned(standing: PlayerStatus | null, nowMs: number): void {
  if (standing === null || standing.bannedUntilMs <= nowMs) return;
  throw new JoinRefused("banned", `banned until ${formatDate(standing.bannedUntilMs)}${because(standing.why)}`);
}

/** null: no name, or an invalid one. */
function wishedName(options: unknown): string | null {
  const raw = (options as { name?: unknown } | null | undefined)?.name;
  if (typeof raw !== "string") return null;
  try {
    return parsePlayerName(raw);
  } catch {
    return null;
  }
}

const LAST_DATE_MS = 8_640_000_000_000_000;

export function formatDate(ms: number): string {
  const date = new Date(Math.min(ms, LAST_DATE_MS));
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return `${day}, ${date.toISOString().slice(-13, -8)} UTC`;
}

const because = (why: string): string => (why === "" ? "" : `: ${why}`);
