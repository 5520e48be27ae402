import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";

/** Lifetime of a challenge, ms. */
const LIFE_MS = 300_000;
const RANDOM_BYTES = 16;
const TIME_BYTES = 8;
const HEAD_BYTES = RANDOM_BYTES + TIME_BYTES;
const MAC_BYTES = 32;

/**
 * Issues the challenges that authenticators sign. A challenge is signed and says what it is for, so unanswered ones
 * need no memory. Each can be used once.
 */
export class Challenges {
  readonly #keys: readonly Buffer[];
  readonly #wallMs: () => number;
  /** Used challenges and their expiry times, oldest first. */
  readonly #used = new Map<string, number>();

  /** @param secrets the first one signs, all of them verify @param wallMs milliseconds since 1970 */
  constructor(secrets: readonly (string | Uint8Array)[], wallMs: () => number) {
    this.#keys = secrets.map((secret) => createHmac("sha256", secret).update("orrery challenge").digest());
    this.#wallMs = wallMs;
  }

  /** @param player registers a passkey; 0: a sign-in */
  issue(player: number): Uint8Array<ArrayBuffer> {
    const head = Buffer.alloc(HEAD_BYTES);
    randomBytes(RANDOM_BYTES).copy(head);
    head.writeBigUInt64BE(BigInt(this.#wallMs() + LIFE_MS), RANDOM_BYTES);
    return new Uint8Array(Buffer.concat([head, mac(this.#keys[0], head, player)]));
  }

  /** Whether a challenge, base64url, was issued for this player, is unused and has not expired. */
  isGood(challenge: string, player: number): boolean {
    return this.#endOf(challenge, player) !== null;
  }

  /** Marks a challenge as used. Returns whether it was valid. Call it after its answer was verified. */
  use(challenge: string, player: number): boolean {
    const untilMs = this.#endOf(challenge, player);
    if (untilMs === null) return false;
    const nowMs = this.#wallMs();
    for (const [old, endMs] of this.#used) if (endMs <= nowMs) this.#used.delete(old);
    if (this.#used.size >= IDENTITY_LIMITS.usedChallenges) return false;
    this.#used.set(challenge, untilMs);
    return true;
  }

  /** Expiry time, ms since 1970; null: invalid. */
  #endOf(challenge: string, player: number): number | null {
    const bytes = Buffer.from(challenge, "base64url");
    // Accept one spelling only, so that a used challenge is recognized.
    if (bytes.length !== HEAD_BYTES + MAC_BYTES || bytes.toString("base64url") !== challenge) return null;
    const head = bytes.subarray(0, HEAD_BYTES);
    const shown = bytes.subarray(HEAD_BYTES);
    if (!this.#keys.some((key) => timingSafeEqual(mac(key, head, player), shown))) return null;
    const untilMs = Number(head.readBigUInt64BE(RANDOM_BYTES));
    return untilMs <= this.#wallMs() || this.#used.has(challenge) ? null : untilMs;
  }
}

function mac(key: Buffer, head: Buffer, player: number): Buffer {
  return createHmac("sha256", key).update(head).update(`${player}`).digest();
}
