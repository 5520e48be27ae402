import { toServerError } from "../colyseus/join-error.ts";
import type { RuntimeMetrics } from "./metrics.ts";
import type { Gate, Person, Readmit } from "./person.ts";
import { JoinRefused, type RoomDefinition } from "./room-definition.ts";
import { claimSeat } from "./seat-permits.ts";

export interface AdmissionHost {
  readonly gate: Gate;
  /** Default: a player who was admitted once may return. */
  readonly readmit?: Readmit;
  readonly metrics: Pick<RuntimeMetrics, "joinRefused">;
}

/** Decides who may join rooms of one type: the gate first, then the type. Throws refusals in the form for Colyseus. */
export class Admission<Join> {
  readonly #definition: Pick<RoomDefinition<never, never, never, never, Join>, "admit" | "retiring" | "seatBudget">;
  readonly #host: AdmissionHost;

  constructor(
    type: Pick<RoomDefinition<never, never, never, never, Join>, "admit" | "retiring" | "seatBudget">,
    host: AdmissionHost,
  ) {
    this.#definition = type;
    this.#host = host;
  }

  /** Runs before matchmaking, so that a refused request creates no room. Resolves to the caller's identity. */
  async authenticate(token: string | undefined, options: unknown, headers?: Headers): Promise<Person> {
    try {
      const person = await this.#host.gate(token ?? null, options, ...(headers === undefined ? [] : [headers]));
      this.admit(options, [], person);
      claimSeat(this.#definition.seatBudget ?? "seats", person.player);
      return person;
    } catch (error) {
      throw toServerError(error);
    }
  }

  /**
   * Checks again whether a player who was admitted before may still join.
   *
   * @param who a {@link Person}, or a join; without a player, it is anonymous
   */
  async readmit(who: unknown): Promise<void> {
    const { player, role, session } = (who ?? {}) as { readonly [Name in keyof Person]?: unknown };
    if (this.#host.readmit === undefined || typeof player !== "number" || player === 0) return;
    try {
      const now = await this.#host.readmit(player, ...(typeof session === "string" ? [session] : []));
      // The world still has the role with which they joined.
      if (now !== null && typeof role === "number" && now !== role)
        throw new JoinRefused("roomFull", "the seat is no longer held: the role of its player has changed");
    } catch (error) {
      this.#host.metrics.joinRefused();
      throw toServerError(error);
    }
  }

  /** Validates join options. @param present the joins that hold the other seats */
  admit(options: unknown, present: readonly Join[], person: Person): Join {
    try {
      if (this.#definition.retiring)
        throw new JoinRefused(
          "matchEnding",
          "this match runs an earlier version and takes no new players: join another",
        );
      return this.#definition.admit(options, present, person);
    } catch (error) {
      this.#host.metrics.joinRefused();
      throw toServerError(error);
    }
  }
}
