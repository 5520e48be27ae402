import { EXCHANGE_BOUNDS } from "./bounds.ts";
import type { Request } from "./command.ts";

/**
 * Fields of a remembered answer: the request's id, or 0; a digest of the request; and the number answered, or a refusal's
 * code below 0. Its place follows from the id, so that a new answer replaces one at least as many ids older as there are
 * places.
 */
export const ANSWER_FIELDS = 3;

/** An account's answers, from this place on. */
export function answersFrom(account: number): number {
  return account * EXCHANGE_BOUNDS.answers * ANSWER_FIELDS;
}

export function answerAt(account: number, id: number): number {
  return answersFrom(account) + (id % EXCHANGE_BOUNDS.answers) * ANSWER_FIELDS;
}

/** Tells a request from another with the same id. */
export function digestOf(request: Request): number {
  switch (request.type) {
    case "place": {
      const { market, side, kind, price, quantity } = request;
      return mix(mix(mix(1, price), quantity), (market << 3) | (side << 2) | kind);
    }
    case "move":
      return mix(mix(mix(2, request.price), request.quantity), request.order);
    case "cancel":
      return mix(3, request.order);
    case "buy":
      return mix(mix(4, request.item), request.quantity);
    case "auction": {
      const { asset, quantity, reserve, batches } = request;
      return mix(mix(mix(mix(5, asset), quantity), reserve), batches);
    }
    case "withdraw":
      return mix(6, request.auction);
    case "bid":
      return mix(mix(7, request.auction), request.limit);
  }
}

function mix(digest: number, word: number): number {
  const product = Math.imul(digest ^ word, 0x9e3779b1);
  return product ^ (product >>> 15);
}
