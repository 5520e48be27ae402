import type { PageEvent, PageState, SeatEvent } from "../../../shell/page-state.ts";
import type { StateScope } from "../../../shell/page-state-machine.ts";
import type { ArenaFrame } from "../model/frame.ts";
import type { SourceSwitch } from "../model/source-switch.ts";
import type { GameHandle } from "../scenes/game.ts";
import type { AppOptions } from "./app-options.ts";
import { ArenaSeat } from "./arena-seat.ts";
import type { FlightScreen } from "./flight-screen.ts";
import type { MenuChoice } from "./menu/index.ts";

type Joining = PageState<MenuChoice> & { readonly at: "joining" };

/** The player's seat: opened in the state "joining", flown in "playing", and given up when the player leaves. */
export class SeatSession {
  readonly #options: Pick<AppOptions, "settings" | "enter" | "backdrop">;
  readonly #source: SourceSwitch;
  readonly #screen: FlightScreen;
  readonly #dispatch: (event: SeatEvent) => void;
  /** null in all other states. */
  #seat: ArenaSeat | null = null;

  constructor(
    options: Pick<AppOptions, "settings" | "enter" | "backdrop">,
    source: SourceSwitch,
    screen: FlightScreen,
    dispatch: (event: SeatEvent) => void,
  ) {
    this.#options = options;
    this.#source = source;
    this.#screen = screen;
    this.#dispatch = dispatch;
  }

  /** @param showAtOnce draws the arena before it has a frame, instead of the backdrop */
  join({ choice, into }: Joining, scope: StateScope, showAtOnce: boolean): void {
    const { settings, enter, backdrop } = this.#options;
    settings.change({ name: choice.name, hull: choice.hull });
    const seat = new ArenaSeat(enter(choice, into), into);
    this.#seat = seat;
    if (showAtOnce) this.#source.use(seat.source);
    seat.open().catch((error: unknown) => {
      if (!scope.signal.aborted) this.#dispatch(seat.refused(error));
    });
    scope.add((event, to) => {
      if (to.at === "playing") return;
      this.#giveUp(event);
      this.#source.use(backdrop);
    });
  }

  play(scope: StateScope): void {
    const seat = this.#seat;
    if (seat === null) throw new Error("playing without a seat");
    scope.add((event) => this.#giveUp(event));
    this.#screen.enter(seat, scope);
  }

  /** Advances the connection while no frames are drawn. */
  advance(nowMs: number): void {
    this.#seat?.source.advance(nowMs);
  }

  /** Checks whether the seat has its first frame, and returns it then; null: not yet. */
  arrive(nowMs: number): ArenaFrame | null {
    if (this.#seat === null) return null;
    this.advance(nowMs);
    const frame = this.#seat.source.view();
    const event = this.#seat.arrival(frame);
    if (event !== null) this.#dispatch(event);
    return event?.do === "arrive" ? frame : null;
  }

  /** Shows the frame just drawn. @param game null: not loaded yet */
  update(frame: ArenaFrame, game: GameHandle | null, nowMs: number): void {
    const event = this.#seat === null ? null : this.#screen.update(this.#seat, frame, game, nowMs);
    if (event !== null) this.#dispatch(event);
  }

  /** A connection that has ended needs no leave, and its token may still be valid on another page. */
  #giveUp(event: PageEvent): void {
    if (event.do !== "end") this.#seat?.source.leave();
    this.#seat = null;
  }
}
