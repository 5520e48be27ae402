import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";
import { HashThread } from "./hash-thread.ts";
import type { IdentityMetrics } from "./metrics.ts";

/** One for all servers of this process. */
const thread = new HashThread();

export const MIN_PASSWORD_CHARS = 8;
export const MAX_PASSWORD_CHARS = 128;

/**
 * Validates a new password; its length counts characters as people see them. Throws {@link ApiRefusal}, which does not
 * contain the password.
 */
export function parsePassword(raw: string): string {
  const password = raw.normalize("NFC");
  const length = [...password].length;
  if (length >= MIN_PASSWORD_CHARS && length <= MAX_PASSWORD_CHARS && !/\p{Cs}/u.test(password)) return password;
  throw new ApiRefusal(
    "badCall",
    `password: ${MIN_PASSWORD_CHARS} to ${MAX_PASSWORD_CHARS} characters are accepted, not ${length}`,
  );
}

export interface Passwords {
  hash(password: string): Promise<string>;
  /** @param hash null: no account; takes as long */
  verify(password: string, hash: string | null): Promise<boolean>;
}

/**
 * Hashes passwords off the thread that ticks, a few at once. The others wait; beyond `hashesWaiting` they are refused.
 */
export function passwords(metrics: Pick<IdentityMetrics, "limited">): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  let nobodys: Promise<string> | null = null;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= IDENTITY_LIMITS.hashes) {
      if (waiting.length >= IDENTITY_LIMITS.hashesWaiting) {
        metrics.limited("hashesWaiting");
        throw new ApiRefusal("unavailable", "too many people sign in right now; try again in a moment");
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => thread.hash(password)),
    verify: (password, hash) =>
      inTurn(async () => {
        nobodys ??= thread.hash(crypto.randomUUID());
        const matches = await thread.verify(password, hash ?? (await nobodys));
        return matches && hash !== null;
      }),
  };
}
