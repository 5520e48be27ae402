import type { TransferMessage } from "../../shared/transfers/index.ts";

/** What became of a message: `away`: the room may come back; `gone`: it never will, and has posted nothing unanswered. */
export type Reception = "taken" | "away" | "gone";

/** The ways between rooms that send each other transfers. */
export interface TransferNetwork {
  /** Rejects if the receiver cannot take the message now. */
  send(to: string, message: TransferMessage): Promise<Reception>;
  /** Whether a sender will never repeat anything. */
  isGone(sender: string): Promise<boolean>;
  /** Id of the standing room of a name; null: it is away. */
  standingRoomId(name: string): Promise<string | null>;
}
