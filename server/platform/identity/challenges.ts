import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";

/** How long one is good, ms. */
const LIFE_MS = 300_000;
const RANDOM_BYTES = 16;
const TIME_BYTES = 8;
const HEAD_BYTES = RANDOM_BYTES + TIME_BYTES;
const MAC_BYTES = 32;

/**
 * Challenges that authenticators sign. They carry what they are for, signed, so that nothing is kept for those that nobody
 * answers; one that was answered is good no more.
 */
export class Challenges {
  readonly #keys: readonly Buffer[];
  readonly #wallMs: () => number;
  /** Those answered, with their end; the oldest first. */
  readonly #used = new Map<string, number>();

  /** @param secrets the first signs, what any of them signed is good @param wallMs milliseconds since 1970 */
  constructor(secrets: readonly (string | Uint8Array)[], wallMs: () => number) {
    this.#keys = secrets.map((secret) => createHmac("sha256", secret).update("orrery challenge").digest());
    this.#wallMs = wallMs;
  }

  /** @param player who registers a passkey; 0: someone signs in */
  issue(player: number): Uint8Array<ArrayBuffer> {
    const head = Buffer.alloc(HEAD_BYTES);
    randomBytes(RANDOM_BYTES).copy(head);
    head.writeBigUInt64BE(BigInt(this.#wallMs() + LIFE_MS), RANDOM_BYTES);
    return new Uint8Array(Buffer.concat([head, mac(this.#keys[0], head, player)]));
  }

  /** Whether a challenge, base64url, was issued for this, and neither used nor too old. */
  isGood(challenge: string, player: number): boolean {
    return this.#endOf(challenge, player) !== null;
  }

  /** From now on it is not good any more. Returns whether it was. Call it once the answer was found to be right. */
  use(challenge: string, player: number): boolean {
    const untilMs = this.#endOf(challenge, player);
    if (untilMs === null) return false;
    const nowMs = this.#wallMs();
    for (const [old, endMs] of this.#used) if (endMs <= nowMs) this.#used.delete(old);
    if (this.#used.size >= IDENTITY_LIMITS.usedChallenges) return false;
    this.#used.set(challenge, untilMs);
    return true;
  }

  /** ms since 1970; null: it is not good. */
  #endOf(challenge: string, player: number): number | null {
    const bytes = Buffer.from(challenge, "base64url");
    // Each has one spelling, so that it is known again.
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
