import { ANSWER_FIELDS, answerAt, digestOf } from "../answers.ts";
import type { Request } from "../command.ts";
import { type Answer, type Emit, REFUSAL } from "../event.ts";
import { accountOf } from "../ledger/index.ts";
import type { World } from "../world.ts";
import { cancel } from "./cancel.ts";
import { move } from "./move.ts";
import { place } from "./place.ts";

const ANSWERS = { place: "accepted", move: "moved", cancel: "cancelled" } as const;

/** Applies a player's request once, and answers it as often as it comes. */
export function request(world: World, command: Request, emit: Emit): void {
  const { seats, ledger } = world;
  const { seat, id } = command;
  const player = seats.live[seat] === 1 ? seats.player[seat] : 0;
  if (player === 0) return;
  const account = accountOf(ledger, player);
  emit(answerOf(command, player, account < 0 ? -REFUSAL.noAccount : answer(world, account, id, command, emit)));
}

/** The quantity to answer, or a refusal's code below 0. */
function answer(world: World, account: number, id: number, command: Request, emit: Emit): number {
  const { accounts } = world.ledger;
  const at = answerAt(account, id);
  const digest = digestOf(command);
  if (id <= accounts.lastId[account]) {
    if (world.answers[at] !== id) return -REFUSAL.idOld;
    return world.answers[at + 1] === digest ? world.answers[at + 2] : -REFUSAL.idTaken;
  }
  const result = apply(world, account, command, emit);
  accounts.lastId[account] = id;
  world.answers[at] = id;
  world.answers[at + 1] = digest;
  world.answers[at + ANSWER_FIELDS - 1] = result;
  return result;
}

function apply(world: World, account: number, command: Request, emit: Emit): number {
  switch (command.type) {
    case "place":
      return place(world, account, command, emit);
    case "move":
      return move(world, account, command, emit);
    case "cancel":
      return cancel(world, account, command);
  }
}

function answerOf({ type, id }: Request, player: number, result: number): Answer {
  if (result < 0) return { type: "refused", player, id, code: -result };
  return { type: ANSWERS[type], player, id, quantity: result };
}
