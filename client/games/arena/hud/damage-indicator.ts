import { classWriter, el, restartAnimation, styleWriter } from "../../../shell/ui/dom.ts";
import type { ArenaFrame } from "../model/frame.ts";
import type { HudPart, HudView } from "./part.ts";

const ARCS = 4;
const LOW_ARMOR = 0.3;

/** Shows where hits come from: arcs around the ship, a flash at the screen's border, and a pulse while armor is low. */
export class DamageIndicator implements HudPart {
  readonly root: HTMLElement = el("div", { class: "damage", "aria-hidden": "true" });
  readonly #arcs: { node: HTMLElement; turn: (value: string) => void; armor: (on: boolean) => void }[] = [];
  readonly #flash = el("i", { class: "damage-flash" });
  readonly #ring = el("div", { class: "damage-ring" });
  readonly #move = styleWriter(this.#ring, "transform");
  readonly #low: (on: boolean) => void;
  #next = 0;

  constructor() {
    this.root.append(this.#flash, el("i", { class: "damage-low" }), this.#ring);
    for (let i = 0; i < ARCS; i++) {
      const node = el("i", { class: "damage-arc" });
      this.#arcs.push({ node, turn: styleWriter(node, "rotate"), armor: classWriter(node, "on-armor") });
      this.#ring.append(node);
    }
    this.#low = classWriter(this.root, "low");
  }

  update(frame: ArenaFrame, view: HudView): void {
    const own = frame.ownShip;
    this.#low(own !== null && own.armor < LOW_ARMOR);
    if (own === null) return;
    const x = Math.round((own.x - view.x) * view.zoom);
    const y = Math.round((own.y - view.y) * view.zoom);
    this.#move(`translate(${x}px, ${y}px)`);
    for (const event of frame.events) {
      if (event.type !== "hit" || event.seat !== own.seat) continue;
      const from = attackerOf(frame, event.by) ?? event;
      const arc = this.#arcs[this.#next++ % ARCS];
      const onArmor = event.damage > event.onShield;
      arc.turn(`${Math.atan2(from.y - own.y, from.x - own.x).toFixed(2)}rad`);
      arc.armor(onArmor);
      replayOnce(arc.node);
      if (onArmor) replayOnce(this.#flash);
    }
  }
}

function attackerOf(frame: ArenaFrame, seat: number): { x: number; y: number } | null {
  for (let i = 0; i < frame.ships.count; i++) if (frame.ships.items[i].seat === seat) return frame.ships.items[i];
  return null;
}

/** The first hit adds the animation, later ones restart it. */
function replayOnce(node: HTMLElement): void {
  if (node.classList.contains("struck")) restartAnimation(node);
  else node.classList.add("struck");
}
