import { ServerError } from "@colyseus/core";
import { Refused } from "./definition.ts";

/** A {@link Refused} in the form that Colyseus passes on to clients and does not log. */
export class JoinRefusal extends ServerError {}

/** Converts an error to the form for Colyseus. */
export function passOn(error: unknown): unknown {
  return error instanceof Refused ? new JoinRefusal(error.code, error.message) : error;
}

/** Runs `work` and converts its refusals to the form for Colyseus. */
export function passingOn<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw passOn(error);
  }
}
