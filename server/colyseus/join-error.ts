import { ServerError } from "@colyseus/core";
import { JoinRefused } from "../runtime/room-definition.ts";

/** A {@link JoinRefused} in the form that Colyseus passes on to clients and does not log. */
export class JoinServerError extends ServerError {}

/** Converts an error to the form for Colyseus. */
export function toServerError(error: unknown): unknown {
  return error instanceof JoinRefused ? new JoinServerError(error.code, error.message) : error;
}

/** Runs `work` and converts its refusals to the form for Colyseus. */
export function withServerErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toServerError(error);
  }
}
