import { wireOf } from "../../../shared/wire/kit/index.ts";
import { Connection, codeOf, type JoinTarget } from "../../net/index.ts";
import type { LinkStatus, StateWithEvents } from "../../net/link.ts";
import type { CommunityAccess } from "../../shell/connect-community.ts";
import type { JoinChoice, SeatEvent } from "../../shell/page-state.ts";
import { type SeatMatch, SeatMatchWatch } from "../../shell/seat-match.ts";
import type { TabStorage } from "../../shell/tab-storage.ts";
import { GameModel } from "../model.ts";
import type { AnyView } from "../view.ts";
import type { AnyCommand, AnyPage } from "./any-page.ts";

export interface KitSeatOptions {
  readonly page: Pick<AnyPage, "rules" | "blend">;
  /** Address of the server. */
  readonly url: string;
  readonly tab: TabStorage;
  readonly access: CommunityAccess;
  readonly choice: JoinChoice;
  readonly target: JoinTarget;
}

/** One seat in a match, from the join to its end. */
export class KitSeat {
  readonly #options: KitSeatOptions;
  readonly #link: Connection<StateWithEvents>;
  readonly #model: GameModel<unknown>;
  readonly #match: SeatMatchWatch;

  constructor(options: KitSeatOptions) {
    const { page, url, tab, access, choice, target } = options;
    this.#options = options;
    this.#link = new Connection<StateWithEvents>({
      url,
      room: page.rules.definition.id,
      join: { name: choice.name },
      tokens: tab.seat,
      wire: wireOf(page.rules),
      target,
      token: access.token,
      outdated: access.outdated,
    });
    const { rules, blend = [] } = page;
    this.#model = new GameModel<unknown>(rules, this.#link, { now: () => performance.now(), blend });
    this.#match = new SeatMatchWatch(() => this.#link.roomId, target);
  }

  get status(): LinkStatus {
    return this.#link.status;
  }

  /** Takes the seat. Resolves with null, or with what became of it instead. @param signal the seat is not wanted any more */
  async open(signal: AbortSignal): Promise<SeatEvent | null> {
    const { tab, access, choice } = this.#options;
    const isReturning = tab.seat.load() !== null;
    tab.choice = choice;
    try {
      if (!isReturning) await access.claimName(choice.name);
      if (!signal.aborted) await this.#link.open();
      return null;
    } catch (error) {
      return { do: "end", code: codeOf(error), reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Goes on to this moment. Returns how the seat ended; null: it goes on. */
  advance(nowMs: number): SeatEvent | null {
    this.#model.advance(nowMs);
    const { status, code, reason } = this.#link;
    return status === "closed" ? { do: "end", code, reason } : null;
  }

  /** What the player sees; null: nothing has come yet. */
  view(): AnyView | null {
    return this.#model.isReady ? (this.#model.view() as unknown as AnyView) : null;
  }

  /** The same for drawing, with corrections that fade. */
  drawnView(): AnyView | null {
    return this.#model.isReady ? (this.#model.drawnView() as unknown as AnyView) : null;
  }

  /** @see SeatMatchWatch.next */
  nextMatch(address: string): SeatMatch | null {
    return this.#match.next(address);
  }

  send(command: AnyCommand): void {
    this.#model.send(command as never);
  }

  leave(): void {
    this.#model.leave();
  }
}
