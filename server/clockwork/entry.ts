import { Refused, type RoomDefinition } from "./definition.ts";
import { passOn } from "./join-refusal.ts";
import type { ClockworkMetrics } from "./metrics.ts";
import type { Gate, Person } from "./person.ts";

export interface EntryHost {
  readonly gate: Gate;
  readonly metrics: Pick<ClockworkMetrics, "joinRefused">;
}

/** Who may come into rooms of one type, as the gate and the type itself say. Throws refusals as core is to have them. */
export class Entry<Join> {
  readonly #type: Pick<RoomDefinition<never, never, never, never, Join>, "admit" | "retiring">;
  readonly #host: EntryHost;

  constructor(type: Pick<RoomDefinition<never, never, never, never, Join>, "admit" | "retiring">, host: EntryHost) {
    this.#type = type;
    this.#host = host;
  }

  /** Before a room is looked for or made: who will be refused anyway makes no room. Resolves to who they are. */
  async ask(token: string | undefined, options: unknown): Promise<Person> {
    try {
      const person = await this.#host.gate(token ?? null, options);
      this.admit(options, [], person);
      return person;
    } catch (error) {
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
