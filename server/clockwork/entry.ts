import { Refused, type RoomDefinition } from "./definition.ts";
import { passOn } from "./join-refusal.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import type { Gate, Person, Readmit } from "./person.ts";
import { claimSeat } from "./seat-holds.ts";

export interface EntryHost {
  readonly gate: Gate;
  /** Default: who was let in once may come in. */
  readonly readmit?: Readmit;
  readonly metrics: Pick<ClockworkMetrics, "joinRefused">;
}

/** Who may come into rooms of one type, as the gate and the type itself say. Throws refusals as core is to have them. */
export class Entry<Join> {
  readonly #type: Pick<RoomDefinition<never, never, never, never, Join>, "admit" | "retiring" | "seatBudget">;
  readonly #host: EntryHost;

  constructor(
    type: Pick<RoomDefinition<never, never, never, never, Join>, "admit" | "retiring" | "seatBudget">,
    host: EntryHost,
  ) {
    this.#type = type;
    this.#host = host;
  }

  /** Before a room is looked for or made: who will be refused anyway makes no room. Resolves to who they are. */
  async ask(token: string | undefined, options: unknown, headers?: Headers): Promise<Person> {
    try {
      const person = await this.#host.gate(token ?? null, options, ...(headers === undefined ? [] : [headers]));
      this.admit(options, [], person);
      claimSeat(this.#type.seatBudget ?? "seats", person.player);
      return person;
    } catch (error) {
      throw passOn(error);
    }
  }

  /**
   * Someone who was let in before comes in: much may have happened since.
   *
   * @param who a {@link Person}, or what they joined with; where it has no player, nobody is known
   */
  async again(who: unknown): Promise<void> {
    const { player, role, session } = (who ?? {}) as { readonly [Name in keyof Person]?: unknown };
    if (this.#host.readmit === undefined || typeof player !== "number" || player === 0) return;
    try {
      const now = await this.#host.readmit(player, ...(typeof session === "string" ? [session] : []));
      // The world knows them by the role with which they joined.
      if (now !== null && typeof role === "number" && now !== role)
        throw new Refused("roomFull", "the seat is no longer held: the role of its player has changed");
    } catch (error) {
      this.#host.metrics.joinRefused();
      throw passOn(error);
    }
  }

  /** Reads what someone asks to join with. @param present those who hold the other seats */
  admit(options: unknown, present: readonly Join[], person: Person): Join {
    try {
      if (this.#type.retiring)
        throw new Refused(
          "matchEnding",
          "this match was begun by an earlier version, and takes nobody new: join another",
        );
      return this.#type.admit(options, present, person);
    } catch (error) {
      this.#host.metrics.joinRefused();
      throw passOn(error);
    }
  }
}
