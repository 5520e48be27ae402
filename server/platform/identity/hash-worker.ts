/** The thread that hashes passwords, see `hash-thread.ts`. */
import { readlinkSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { ARGON2, type HashAnswer, type HashRequest } from "./hash-thread.ts";

declare const self: Worker;

yieldToTicks();

self.onmessage = ({ data }: MessageEvent<HashRequest>) => {
  self.postMessage(answerTo(data));
};

function answerTo({ password, hash }: HashRequest): HashAnswer {
  try {
    if (hash === null) return { hash: Bun.password.hashSync(password, ARGON2) };
    return { matches: Bun.password.verifySync(password, hash) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Lets this thread run when no other has work to do, where the system has priorities of threads: on Linux. */
function yieldToTicks(): void {
  try {
    const [thread] = readlinkSync("/proc/thread-self").split("/").slice(-1);
    setPriority(Number(thread), constants.priority.PRIORITY_LOW);
  } catch {
    // Hashing then takes its share from the ticks.
  }
}
