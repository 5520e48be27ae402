import { Refused } from "../clockwork/definition.ts";
import { type Gate, NOBODY, type Person, type Readmit } from "../clockwork/person.ts";
import { ApiRefusal } from "../http/api.ts";
import { type Store, StoreError } from "../store/port.ts";
import { isAccount, refuseOwned } from "./accounts.ts";
import type { Devices } from "./devices.ts";
import { inTime, type LastKnown, type Standing } from "./last-known.ts";
import { nameKey, readName } from "./name.ts";
import type { Sessions, SignedIn } from "./sessions.ts";

export interface GateParts {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly standings: LastKnown;
  readonly devices: Devices;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  readonly report: (error: unknown) => void;
}

/** Tells rooms who asks for a seat, and keeps out who is banned, or goes under the name of an account that is not theirs. */
export function identityGate({ store, sessions, standings, devices, wallMs, report }: GateParts): Gate {
  async function nobody(options: unknown): Promise<Person> {
    const name = wishedName(options);
    if (name === null) return NOBODY;
    try {
      await refuseOwned(store, name, nameKey(name), 0);
    } catch (error) {
      // Without the store nobody is known; play goes on.
      if (!(error instanceof StoreError)) throw error;
      report(error);
    }
    return NOBODY;
  }

  async function signedIn(token: string): Promise<SignedIn> {
    try {
      return await sessions.verify(token);
    } catch (error) {
      throw error instanceof ApiRefusal ? new Refused("signInFirst", error.message) : error;
    }
  }

  return async (token, options, headers) => {
    const signIn = token === null ? null : await signedIn(token);
    const known = signIn?.player ?? null;
    // An account is let in from a browser in which somebody else was banned; who has none is taken for the one who was.
    const marks = known !== null && isAccount(known) ? [] : devices.players(headers?.get("cookie") ?? null);
    const nowMs = wallMs();
    for (const player of new Set([...marks, ...(known === null ? [] : [known.id])]))
      refuseBanned(await standings.of(player), nowMs);
    if (signIn === null || known === null) return nobody(options);
    if (!isAccount(known)) {
      const wish = wishedName(options) ?? known.name;
      await refuseOwned(store, wish, nameKey(wish), known.id);
    }
    const { id, name, role } = known;
    const mute = (await store.sanctionsOf(id, nowMs)).find(({ kind }) => kind === "mute");
    const mutedUntilS = mute === undefined ? 0 : Math.ceil(mute.untilMs / 1000);
    return { player: id, name, role, mutedUntilS, session: signIn.session.id };
  };
}

/** Looks again at whom the gate let in before: while the store cannot be had, by what is known. */
export function readmission({
  standings,
  sessions,
  wallMs,
  report,
}: Pick<GateParts, "standings" | "wallMs" | "report"> & { readonly sessions: Pick<Sessions, "current"> }): Readmit {
  const isOver = async (session: string): Promise<boolean> => {
    try {
      return (await inTime(sessions.current(session))) === null;
    } catch (error) {
      report(error);
      return false;
    }
  };
  return async (player, session) => {
    const standing = await standings.of(player);
    refuseBanned(standing, wallMs());
    if (standing !== null && standing.role === null)
      throw new Refused("signInFirst", "the seat was that of a player who is gone; sign in anew");
    if (session !== undefined && (await isOver(session)))
      throw new Refused("signInFirst", "the sign-in for which the seat was reserved is over; sign in again");
    return standing?.role ?? null;
  };
}

/** Throws `Refused` where a ban holds. */
export function refuseBanned(standing: Standing | null, nowMs: number): void {
  if (standing === null || standing.bannedUntilMs <= nowMs) return;
  throw new Refused("banned", `banned until ${inWords(standing.bannedUntilMs)}${because(standing.why)}`);
}

/** null: none, or none that a room would take. */
function wishedName(options: unknown): string | null {
  const raw = (options as { name?: unknown } | null | undefined)?.name;
  if (typeof raw !== "string") return null;
  try {
    return readName(raw);
  } catch {
    return null;
  }
}

const LAST_DATE_MS = 8_640_000_000_000_000;

export function inWords(ms: number): string {
  const date = new Date(Math.min(ms, LAST_DATE_MS));
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return `${day}, ${date.toISOString().slice(-13, -8)} UTC`;
}

const because = (why: string): string => (why === "" ? "" : `: ${why}`);
