import { ANSWER_FIELDS, answerAt, digestOf } from "../answers.ts";
import { EXCHANGE_BOUNDS } from "../bounds.ts";
import type { Request } from "../command.ts";
import { type Answer, type Emit, REFUSAL } from "../event.ts";
import type { World } from "../world.ts";
import { auction, withdraw } from "./auction.ts";
import { bid } from "./bid.ts";
import { buy } from "./buy.ts";
import { cancel } from "./cancel.ts";
import type { CommandOf } from "./handler.ts";
import { move } from "./move.ts";
import { place } from "./place.ts";
import { accountFor } from "./seats.ts";

type RequestType = Request["type"];

/** How a kind of request is done and answered. */
interface Kind<T extends RequestType> {
  /** Returns a number for the answer, or a refusal's code below 0. */
  readonly apply: (world: World, account: number, request: CommandOf<T>, emit: Emit) => number;
  readonly answer: (player: number, id: number, result: number) => Answer;
}

const KINDS: { readonly [T in RequestType]: Kind<T> } = {
  place: { apply: place, answer: (player, id, quantity) => ({ type: "accepted", player, id, quantity }) },
  move: { apply: move, answer: (player, id, quantity) => ({ type: "moved", player, id, quantity }) },
  cancel: { apply: cancel, answer: (player, id, quantity) => ({ type: "cancelled", player, id, quantity }) },
  buy: { apply: buy, answer: (player, id, quantity) => ({ type: "bought", player, id, quantity }) },
  auction: { apply: auction, answer: (player, id, number) => ({ type: "auctioned", player, id, auction: number }) },
  withdraw: { apply: withdraw, answer: (player, id, quantity) => ({ type: "withdrawn", player, id, quantity }) },
  bid: { apply: bid, answer: (player, id, leads) => ({ type: "bidden", player, id, leads }) },
};

/** Applies a player's request once, and answers it as often as it comes. */
export function request(world: World, command: Request, emit: Emit): void {
  const { seats } = world;
  const { seat, id } = command;
  const player = seats.live[seat] === 1 ? seats.player[seat] : 0;
  if (player === 0) return;
  const kind = KINDS[command.type] as Kind<RequestType>;
  const account = accountFor(world, player);
  const result = account < 0 ? -REFUSAL.noAccount : resultOf(world, account, command, kind, emit);
  emit(result < 0 ? { type: "refused", player, id, code: -result } : kind.answer(player, id, result));
}

/** The remembered result of a repeated request, or that of a new one. */
function resultOf(world: World, account: number, command: Request, kind: Kind<RequestType>, emit: Emit): number {
  const { accounts } = world.ledger;
  const { id } = command;
  const at = answerAt(account, id);
  const digest = digestOf(command);
  if (id <= accounts.lastId[account]) {
    if (world.answers[at] !== id) return -REFUSAL.idOld;
    return world.answers[at + 1] === digest ? world.answers[at + 2] : -REFUSAL.idTaken;
  }
  if (id > accounts.lastId[account] + EXCHANGE_BOUNDS.idsAhead) return -REFUSAL.idFar;
  const result = kind.apply(world, account, command, emit);
  accounts.lastId[account] = id;
  world.answers[at] = id;
  world.answers[at + 1] = digest;
  world.answers[at + ANSWER_FIELDS - 1] = result;
  return result;
}
