import { Refused } from "../clockwork/definition.ts";
import { type Gate, NOBODY, type Person } from "../clockwork/person.ts";
import { ApiRefusal } from "../http/api.ts";
import { type Store, StoreError } from "../store/port.ts";
import { isAccount, refuseOwned } from "./accounts.ts";
import { nameKey, readName } from "./name.ts";
import type { Sessions, SignedIn } from "./sessions.ts";

export interface GateParts {
  readonly store: Store;
  readonly sessions: Sessions;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  readonly report: (error: unknown) => void;
}

/** Tells rooms who asks for a seat, and keeps out who is banned, or goes under the name of an account that is not theirs. */
export function identityGate({ store, sessions, wallMs, report }: GateParts): Gate {
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

  return async (token, options) => {
    if (token === null) return nobody(options);
    const { player } = await signedIn(token);
    const sanctions = await store.sanctionsOf(player.id, wallMs());
    const ban = sanctions.find(({ kind }) => kind === "ban");
    if (ban !== undefined) throw new Refused("banned", `banned until ${inWords(ban.untilMs)}${because(ban.why)}`);
    if (!isAccount(player)) {
      const wish = wishedName(options) ?? player.name;
      await refuseOwned(store, wish, nameKey(wish), player.id);
    }
    const mute = sanctions.find(({ kind }) => kind === "mute");
    const mutedUntilS = mute === undefined ? 0 : Math.ceil(mute.untilMs / 1000);
    return { player: player.id, name: player.name, role: player.role, mutedUntilS };
  };
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
