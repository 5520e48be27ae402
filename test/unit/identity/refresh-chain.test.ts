import { describe, expect, it } from "vitest";
import {
  evaluateRefresh,
  firstRefresh,
  REFRESH_GRACE_MS,
  type RefreshChain,
  type RefreshOutcome,
  readChain,
  writeChain,
} from "../../../server/platform/identity/refresh-chain.ts";
import { Random } from "../../fuzz/random.ts";

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);

/** A server's side of one sign-in. */
class SignIn {
  over = false;
  nowMs = 1_700_000_000_000;
  #chain: RefreshChain = firstRefresh(this.nowMs);

  get newest(): number {
    return this.#chain[0]?.n ?? 0;
  }

  /** The number of the cookie that is given out; null: the sign-in is over. */
  show(n: number): number | null {
    if (this.over) return null;
    const step: RefreshOutcome = evaluateRefresh(this.#chain, n, this.nowMs);
    if (step.outcome === "reused") this.over = true;
    if ("chain" in step) this.#chain = readChain(writeChain(step.chain));
    expect(this.#chain.length).toBeLessThanOrEqual(8);
    return this.over ? null : this.newest;
  }
}

describe("the refresh cookies of a sign-in", () => {
  it("never end it for a browser with many tabs and late or lost answers", () => {
    for (const seed of SEEDS) {
      const random = new Random(seed);
      const signIn = new SignIn();
      let jar = signIn.newest;
      /** Answers on their way, in the order in which the server gave them. */
      const answers: number[] = [];
      const sent: number[] = [];
      for (let step = 0; step < 400; step++) {
        const deed = random.below(10);
        if (deed < 3) sent.push(jar);
        else if (deed < 6 && sent.length > 0) {
          // In any order: tabs have connections of their own.
          const [shown] = sent.splice(random.below(sent.length), 1);
          const given = signIn.show(shown ?? 0);
          if (given === null) throw new Error(`seed ${seed}: the sign-in ended in step ${step}`);
          if (!random.oneIn(4)) answers.push(given);
        } else if (deed < 9) jar = answers.shift() ?? jar;
        signIn.nowMs += random.below(20);
        if (sent.length > 0 || answers.length > 0 || !random.oneIn(3)) continue;
        signIn.nowMs += random.below(3) * 400_000;
      }
    }
  });

  it("end it soon after somebody else uses one, too", () => {
    for (const seed of SEEDS) {
      const random = new Random(seed);
      const signIn = new SignIn();
      let own = signIn.newest;
      const use = (n: number): number => {
        signIn.nowMs += REFRESH_GRACE_MS + 1 + random.below(600_000);
        return signIn.show(n) ?? n;
      };
      for (let times = random.below(5); times > 0; times--) own = use(own);
      let stolen = own;
      let uses = 0;
      for (; !signIn.over && uses < 40; uses++) {
        if (random.oneIn(2)) own = use(own);
        else stolen = use(stolen);
      }
      expect([signIn.over, seed]).toEqual([true, seed]);
    }
  });
});
