import { chachaWord } from "./chacha.ts";
import { Random } from "./random.ts";
import type { AnyWorld, SecretState } from "./world.ts";

/** Chance that nobody can compute: from 128 bits that the server drew for it. */
export class SecretRandom extends Random {
  readonly #world: AnyWorld;

  constructor(world: AnyWorld) {
    super(() => drawn(world));
    this.#world = world;
  }

  /** Whether entropy that was asked for last is there. */
  get ready(): boolean {
    return isReady(this.#world);
  }

  want(): void {
    secretOf(this.#world);
    this.#world.entropyWanted = true;
  }

  forget(): void {
    const secret = secretOf(this.#world);
    secret.key.fill(0);
    secret.drawn = 0;
    secret.held = false;
  }
}

/** Whether a world has secrets, so that its journal and replay must not be shown: from `entropy` until `game.reveal()`. */
export function hasSecrets({ hidden }: AnyWorld): boolean {
  return hidden.secret?.held === true;
}

/** The `entropy` command: a key for the generator of secrets. Entropy that nobody waits for is left out. */
export function takeEntropy(world: AnyWorld, words: readonly number[]): void {
  if (!world.entropyWanted) return;
  const secret = secretOf(world);
  secret.key.set(words);
  secret.drawn = 0;
  secret.held = true;
  world.entropyWanted = false;
}

function isReady({ entropyWanted, hidden }: AnyWorld): boolean {
  return hidden.secret?.held === true && !entropyWanted;
}

function secretOf({ hidden }: AnyWorld): SecretState {
  if (hidden.secret === undefined) throw new TypeError("a game with secrets says entropy: true in its rules");
  return hidden.secret;
}

function drawn(world: AnyWorld): number {
  const secret = secretOf(world);
  if (!isReady(world)) throw new Error("no entropy yet: call game.needEntropy(), and go on when game.secret.ready");
  return chachaWord(secret.key, secret.drawn++);
}
