/** OWASP's second recommendation for argon2id; `memoryCost` in KiB. */
export const ARGON2 = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;

/** Asks for a new hash, or, with one, whether it is the password's. */
export interface HashRequest {
  readonly password: string;
  readonly hash: string | null;
}

export type HashAnswer = { readonly hash: string } | { readonly matches: boolean } | { readonly error: string };

interface Pending {
  resolve(answer: HashAnswer): void;
  reject(error: unknown): void;
}

/**
 * Hashes passwords in a thread of the lowest priority: on a machine with one core, argon2 would otherwise take half of it
 * from the ticks. Answers in order. Does not keep the process alive.
 */
export class HashThread {
  #worker: Worker | null = null;
  #pending: Pending[] = [];

  async hash(password: string): Promise<string> {
    const answer = await this.#ask({ password, hash: null });
    if ("hash" in answer) return answer.hash;
    throw new Error("error" in answer ? answer.error : "no hash came");
  }

  /** Rejects if `hash` is none. */
  async verify(password: string, hash: string): Promise<boolean> {
    const answer = await this.#ask({ password, hash });
    if ("matches" in answer) return answer.matches;
    throw new Error("error" in answer ? answer.error : "no verdict came");
  }

  #ask(request: HashRequest): Promise<HashAnswer> {
    this.#worker ??= this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<HashAnswer>();
    this.#pending.push({ resolve, reject });
    this.#worker.postMessage(request);
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL("./hash-worker.ts", import.meta.url));
    worker.unref();
    worker.onmessage = ({ data }: MessageEvent<HashAnswer>) => this.#pending.shift()?.resolve(data);
    worker.onerror = ({ message }) => {
      if (this.#worker === worker) this.#worker = null;
      worker.terminate();
      const lost = this.#pending;
      this.#pending = [];
      for (const { reject } of lost) reject(new Error(`the thread that hashes passwords failed: ${message}`));
    };
    return worker;
  }
}
