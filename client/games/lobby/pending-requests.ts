import type { Event } from "../../../shared/games/lobby/event.ts";
import type { LobbyClientCommand } from "../../../shared/games/lobby/wire/client-command.ts";
import type { CommandResult } from "../../shell/lobby/model.ts";
import { refusedResult, unansweredResult } from "./results.ts";

type RequestCommand = Extract<LobbyClientCommand, { type: "say" | "report" | "erase" | "mute" | "ban" }>;

interface Request {
  readonly command: RequestCommand;
  readonly untilMs: number;
  readonly answer: (outcome: CommandResult) => void;
}

/** Timeout of a request, ms. */
const ANSWER_MS = 8_000;

/** Requests to the lobby that are not answered yet. */
export class PendingRequests {
  readonly #waiting = new Map<number, Request>();

  add(command: RequestCommand, nowMs: number): Promise<CommandResult> {
    return new Promise((answer) => {
      this.#waiting.set(command.nonce, { command, untilMs: nowMs + ANSWER_MS, answer });
    });
  }

  /** Settles the request that an event answers. @param player whose requests these are */
  onEvent(event: Event, player: number): void {
    if (event.type === "refused") this.#settle(event.nonce, refusedResult(event.code, event.waitTicks));
    else if (event.type === "line") {
      if (event.player === player && this.#waiting.get(event.nonce)?.command.type === "say") this.#accept(event.nonce);
    } else for (const { command } of this.#waiting.values()) if (answers(event, command)) this.#accept(command.nonce);
  }

  /** Settles the requests that have timed out. */
  update(nowMs: number): void {
    for (const { command, untilMs } of this.#waiting.values())
      if (nowMs >= untilMs)
        this.#settle(command.nonce, unansweredResult("The server did not answer. It may not have received this."));
  }

  failAll(reason: string): void {
    for (const nonce of [...this.#waiting.keys()]) this.#settle(nonce, unansweredResult(reason));
  }

  #accept(nonce: number): void {
    this.#settle(nonce, { ok: true });
  }

  #settle(nonce: number, outcome: CommandResult): void {
    this.#waiting.get(nonce)?.answer(outcome);
    this.#waiting.delete(nonce);
  }
}

/** Whether an event shows that a command was executed. */
function answers(event: Event, command: RequestCommand): boolean {
  switch (event.type) {
    case "erased":
      return command.type === "erase" && command.channel === event.channel && command.line === event.line;
    case "reported":
      return command.type === "report" && command.channel === event.channel && command.line === event.line;
    case "muted":
      return command.type === "mute" && isSameOrder(command, event);
    case "banned":
      return command.type === "ban" && isSameOrder(command, event);
    default:
      return false;
  }
}

/** Compares player, and whether the order lifts a sanction. The server decides when it ends, so that may differ. */
function isSameOrder(
  command: { readonly player: number; readonly untilS: number },
  event: { readonly player: number; readonly untilS: number },
): boolean {
  return command.player === event.player && (command.untilS === 0) === (event.untilS === 0);
}
