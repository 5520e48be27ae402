import { ServerError } from "@colyseus/core";
import { Refused } from "./definition.ts";

/** A {@link Refused} in the form that core passes on to clients, and does not log. */
export class JoinRefusal extends ServerError {}

/** An error as core is to have it. */
export function passOn(error: unknown): unknown {
  return error instanceof Refused ? new JoinRefusal(error.code, error.message) : error;
}

/** Runs `work`, whose refusals core is to have. */
export function passingOn<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw passOn(error);
  }
}
