import { createHash, randomBytes } from "node:crypto";

const CODES = 10;
/** Crockford's alphabet, without letters that look alike. */
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH = 16;
const GROUP = 4;

export interface NewCodes {
  /** Shown to the owner once: four groups of four letters, 80 bits. */
  readonly codes: readonly string[];
  /** Stored. */
  readonly hashes: readonly string[];
}

/** Creates recovery codes; each signs in to its account once. They are random, so plain digests are safe to store. */
export function newRecoveryCodes(player: number): NewCodes {
  const codes = Array.from({ length: CODES }, () => {
    const letters = [...randomBytes(LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
    return (letters.match(new RegExp(`.{${GROUP}}`, "g")) ?? []).join("-");
  });
  return { codes, hashes: codes.map((code) => recoveryCodeHash(player, code) ?? "") };
}

/** The digest of a code as typed; null: not a code. */
export function recoveryCodeHash(player: number, typed: string): string | null {
  const code = typed.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1");
  if (code.length !== LENGTH || [...code].some((letter) => !LETTERS.includes(letter))) return null;
  return createHash("sha256").update(`orrery recovery ${player} ${code}`).digest("base64url");
}
