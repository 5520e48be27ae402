import { type ArenaConfig, CAUSE, type Command, type Event, type World } from "../../../../shared/games/arena/index.ts";
import { type NameOf, nameOfPilot } from "../../../../shared/games/arena/seats.ts";
import type { Tick } from "../../../../shared/machine.ts";
import { firstIndexAt } from "../../../replay/recording.ts";
import { RecordingScan as Scan } from "../../../replay/recording-scan.ts";
import type { ArenaRecording } from "./playable.ts";

/** A kill, for the scrub bar. `by` −1: nobody. The names are read when they are used, so they are current. */
export interface Kill {
  readonly tick: Tick;
  readonly seat: number;
  readonly name: string;
  readonly kind: number;
  readonly by: number;
  readonly byName: string;
  readonly byKind: number;
  readonly cause: number;
}

/** Kills listed at most; a round has some hundreds. */
const MAX_KILLS = 5_000;

/** The scan of an arena's recording: lists its kills. */
export class RecordingScan extends Scan<World, Command, Event, ArenaConfig> {
  readonly kills: Kill[] = [];
  readonly #nameOf: NameOf;

  constructor(film: ArenaRecording, now: () => number, nameOf: NameOf = () => "") {
    super(film, now);
    this.#nameOf = nameOf;
  }

  protected override forgetBefore(firstTick: Tick): void {
    const old = firstIndexAt(this.kills, firstTick);
    if (old > 0) this.kills.splice(0, old);
  }

  protected override onEvent(event: Event): void {
    if (event.type !== "death" || event.cause === CAUSE.left || this.kills.length === MAX_KILLS) return;
    const { world } = this.playback;
    const { players, tick } = world;
    const { seat, cause } = event;
    const by = event.by === seat ? -1 : event.by;
    const [name, byName] = [this.#nameGetter(world, seat), by < 0 ? () => "" : this.#nameGetter(world, by)];
    this.kills.push({
      tick,
      seat,
      kind: players.kind[seat],
      cause,
      by,
      byKind: by < 0 ? 0 : players.kind[by],
      get name() {
        return name();
      },
      get byName() {
        return byName();
      },
    });
  }

  /** Reads, when called, the current name of the player who has this seat now. */
  #nameGetter({ players, names }: World, seat: number): () => string {
    const pilot = players.pilot[seat];
    const own = names[seat];
    return () => (pilot === 0 ? own : nameOfPilot(pilot, this.#nameOf));
  }
}
