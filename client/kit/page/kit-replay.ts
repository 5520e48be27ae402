import type { AnyRules } from "../../../shared/kit/index.ts";
import type { Machine } from "../../../shared/machine.ts";
import type { OpenedRecording } from "../../replay/open-replay.ts";
import type { Playable } from "../../replay/recording.ts";
import { ReplayPlayer } from "../../replay/replay-player.ts";
import { type AnyView, secondsFrom } from "../view.ts";
import { viewOfWorld } from "../world-view.ts";

type Parts<M> = M extends Machine<infer W, infer C, infer E, infer K> ? { W: W; C: C; E: E; K: K } : never;
type Any = Parts<AnyRules["machine"]>;

export type KitRecording = OpenedRecording<Any["W"], Any["C"], Any["E"], Any["K"]>;

/** A game of the kit, for playing its recordings. */
export function playableOf({ machine, patchEveryTicks }: AnyRules): Playable<Any["W"], Any["C"], Any["E"], Any["K"]> {
  return { machine, patchEveryTicks };
}

/** Views of a recorded or running match, as spectators see it: public columns only. */
export class KitReplay extends ReplayPlayer<Any["W"], Any["C"], Any["E"], Any["K"]> {
  readonly #rules: AnyRules;
  readonly #nameOf: KitRecording["nameOf"];
  #events: Any["E"][] = [];
  #view: AnyView | null = null;

  /** Throws `JournalError` or `CodecError` if the recording has no valid snapshot to start from. */
  constructor(rules: AnyRules, opened: KitRecording) {
    super(opened);
    this.#rules = rules;
    this.#nameOf = opened.nameOf;
  }

  /** Plays on to this moment. Call it once a frame. */
  advance(nowMs: number): void {
    this.#events = [];
    this.playUntil(nowMs);
    this.runScan();
  }

  /** What a spectator sees after the last {@link advance}. Between two ticks only the time differs. */
  view(): AnyView {
    const { world } = this.playback;
    const share = this.playing ? this.owedTicks : 0;
    const [before, tick] = [this.#view, world.tick + share];
    const isSame = before !== null && Math.floor(before.tick) === world.tick;
    this.#view =
      isSame && this.#events.length + before.events.length === 0
        ? { ...before, tick, secondsTo: secondsFrom(tick, this.#rules) }
        : this.#newView(share);
    return this.#view;
  }

  #newView(share: number): AnyView {
    const { world } = this.playback;
    const names = world.hidden.holders.map((holder) => (holder === 0 ? "" : this.#nameOf(holder)));
    const view = viewOfWorld(this.#rules, world as never, { share, names, events: this.#events as never[] });
    return view as unknown as AnyView;
  }

  protected override onEvent(event: Any["E"]): void {
    this.#events.push(event);
  }
}
