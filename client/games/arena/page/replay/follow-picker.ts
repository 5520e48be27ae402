import { PLAYER_KIND } from "../../../../../shared/games/arena/world.ts";
import { keyLabel } from "../../../../shell/keyboard/key-label.ts";
import { el } from "../../../../shell/ui/dom.ts";
import type { ArenaFrame, PlayerView } from "../../model/frame.ts";
import type { FollowTarget } from "../../replay/replay-camera.ts";
import type { ReplaySource } from "../../replay/replay-source.ts";

const MOVE_KEYS = ["KeyW", "KeyA", "KeyS", "KeyD"];
const EVERY_MS = 500;

/** Selects what the camera follows: the action, a ship, or nothing. */
export class FollowPicker {
  readonly root: HTMLElement;
  readonly #select = el("select", { "aria-label": "Camera" });
  readonly #people = el("optgroup", { label: "Pilots" });
  readonly #others = el("optgroup", { label: "Pirates and traders" });
  readonly #source: ReplaySource;
  #listed = "";
  #listedAtMs = 0;
  /** The listed seats, in order. */
  #seats: readonly number[] = [];

  constructor(source: ReplaySource) {
    this.#source = source;
    this.#select.append(
      el("option", { value: "action" }, "The action"),
      el("option", { value: "free" }, "Free"),
      this.#people,
      this.#others,
    );
    this.#select.addEventListener("change", () => {
      if (this.#source !== null) this.#source.camera.follow = followTargetOf(this.#select.value);
    });
    this.root = el(
      "label",
      {
        class: "replay-follow",
        title: `Drag the picture, or press ${MOVE_KEYS.map(keyLabel).join(" ")}, to look around; click a ship to follow it`,
      },
      el("span", {}, "Camera"),
      this.#select,
    );
  }

  /** Follows the next ship of the list. @param step −1: the previous one */
  next(step: number): void {
    const source = this.#source;
    if (this.#seats.length === 0) return;
    const at = this.#seats.indexOf(source.camera.seat);
    const to = at < 0 ? 0 : (at + step + this.#seats.length) % this.#seats.length;
    source.camera.follow = { what: "seat", seat: this.#seats[to] };
  }

  update(frame: ArenaFrame, nowMs: number): void {
    // A list that changes while it is open would close.
    if (nowMs - this.#listedAtMs >= EVERY_MS && document.activeElement !== this.#select) this.#list(frame);
    const value = optionOf(this.#source.camera.follow);
    if (this.#select.value !== value) this.#select.value = value;
  }

  #list({ players }: ArenaFrame): void {
    this.#listedAtMs = performance.now();
    const all = players.items.slice(0, players.count).sort((a, b) => a.seat - b.seat);
    const listed = all.map(({ seat, name }) => `${seat} ${name}`).join("\n");
    if (listed === this.#listed) return;
    this.#listed = listed;
    const isPerson = ({ kind }: PlayerView) => kind === PLAYER_KIND.person;
    const [people, others] = [all.filter(isPerson), all.filter((player) => !isPerson(player))];
    this.#people.replaceChildren(...people.map(option));
    this.#others.replaceChildren(...others.map(option));
    this.#seats = [...people, ...others].map(({ seat }) => seat);
  }
}

function option({ seat, name }: PlayerView): HTMLOptionElement {
  return el("option", { value: `seat ${seat}`, dir: "auto" }, name);
}

function optionOf(follow: FollowTarget): string {
  return follow.what === "seat" ? `seat ${follow.seat}` : follow.what;
}

function followTargetOf(value: string): FollowTarget {
  if (value === "action" || value === "free") return { what: value };
  return { what: "seat", seat: Number(value.slice("seat ".length)) };
}
