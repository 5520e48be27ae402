import { CONTROL } from "../../../../shared/games/arena/controls.ts";
import { el } from "../../../shell/ui/dom.ts";

export interface TouchPort {
  /** The stick was pushed in this direction, radians. Releasing it keeps the heading. */
  steered(angle: number): void;
  pressed(bit: number): void;
  /** The player touched the screen. */
  used(): void;
}

const STICK_PX = 56;
/** Push needed to aim, and to thrust, as a share of the stick's radius. */
const AIM_AT = 0.25;
const THRUST_AT = 0.6;

const BUTTONS: readonly (readonly [string, string, number])[] = [
  ["fire", "Fire", CONTROL.primary],
  ["second", "Alt", CONTROL.secondary],
  ["boost", "Boost", CONTROL.boost],
  ["brake", "Brake", CONTROL.reverse],
  ["dock", "Dock", CONTROL.dock],
];

/** Reads a stick pushed by (dx, dy) px. */
export function readStick(dx: number, dy: number): { angle: number | null; bits: number } {
  const push = Math.hypot(dx, dy) / STICK_PX;
  if (push < AIM_AT) return { angle: null, bits: 0 };
  return { angle: Math.atan2(dy, dx), bits: push >= THRUST_AT ? CONTROL.thrust : 0 };
}

/** A stick that appears under the left thumb, and buttons for the right one. Shown after the first touch. */
export class Touch {
  readonly root: HTMLElement;
  readonly #port: TouchPort;
  readonly #knob = el("i", { class: "stick-knob" });
  readonly #ring = el("div", { class: "stick-ring" }, this.#knob);
  readonly #abort = new AbortController();
  #stickId: number | null = null;
  #startX = 0;
  #startY = 0;
  #stickBits = 0;
  #buttonBits = 0;

  constructor(port: TouchPort) {
    this.#port = port;
    const zone = el("div", { class: "stick-zone", "aria-hidden": "true" }, this.#ring);
    const buttons = el("div", { class: "touch-buttons" });
    for (const [name, label, bit] of BUTTONS) buttons.append(this.#button(name, label, bit));
    this.root = el("div", { class: "touch" }, zone, buttons);
    const { signal } = this.#abort;
    zone.addEventListener("pointerdown", (event) => this.#grab(zone, event), { signal });
    zone.addEventListener("pointermove", (event) => this.#drag(event), { signal });
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"] as const)
      zone.addEventListener(type, (event) => this.#drop(event), { signal });
    window.addEventListener("touchstart", () => port.used(), { signal, passive: true });
  }

  get bits(): number {
    return this.#stickBits | this.#buttonBits;
  }

  releaseAll(): void {
    this.#stickId = null;
    this.#stickBits = 0;
    this.#buttonBits = 0;
    this.#ring.classList.remove("held");
  }

  dispose(): void {
    this.#abort.abort();
    this.root.remove();
  }

  #button(name: string, label: string, bit: number): HTMLElement {
    const button = el("button", { type: "button", class: `touch-button ${name}`, tabindex: -1 }, label);
    const { signal } = this.#abort;
    button.addEventListener(
      "pointerdown",
      (event) => {
        event.preventDefault();
        button.setPointerCapture(event.pointerId);
        button.classList.add("held");
        this.#buttonBits |= bit;
        this.#port.pressed(bit);
      },
      { signal },
    );
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"] as const)
      button.addEventListener(
        type,
        () => {
          button.classList.remove("held");
          this.#buttonBits &= ~bit;
        },
        { signal },
      );
    return button;
  }

  #grab(zone: HTMLElement, event: PointerEvent): void {
    if (this.#stickId !== null || event.pointerType === "mouse") return;
    event.preventDefault();
    zone.setPointerCapture(event.pointerId);
    this.#stickId = event.pointerId;
    this.#startX = event.clientX;
    this.#startY = event.clientY;
    const box = zone.getBoundingClientRect();
    this.#ring.style.translate = `${event.clientX - box.left}px ${event.clientY - box.top}px`;
    this.#knob.style.translate = "0 0";
    this.#ring.classList.add("held");
  }

  #drag(event: PointerEvent): void {
    if (event.pointerId !== this.#stickId) return;
    const [dx, dy] = [event.clientX - this.#startX, event.clientY - this.#startY];
    const { angle, bits } = readStick(dx, dy);
    const scale = Math.min(1, STICK_PX / Math.max(1, Math.hypot(dx, dy)));
    this.#knob.style.translate = `${Math.round(dx * scale)}px ${Math.round(dy * scale)}px`;
    this.#stickBits = bits;
    if (angle !== null) this.#port.steered(angle);
  }

  #drop(event: PointerEvent): void {
    if (event.pointerId !== this.#stickId) return;
    this.#stickId = null;
    this.#stickBits = 0;
    this.#ring.classList.remove("held");
  }
}
