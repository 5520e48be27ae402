import type { HudView } from "../../hud/part.ts";
import type { ArenaFrame } from "../../model/frame.ts";
import type { ReplaySource } from "../../replay/replay-source.ts";

/** A pointer that moved less than this was a tap, page px. */
const TAP_PX = 7;
/** A tap this close to a ship picks it, page px. */
const REACH_PX = 44;
const KEYS_PX_PER_S = 900;
const WHEEL = 0.0014;
const MOVES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  KeyW: [0, -1],
  KeyS: [0, 1],
  KeyA: [-1, 0],
  KeyD: [1, 0],
};

/** Moves a replay's camera: by dragging, wheel, pinch and keys; a tap on a ship follows it. */
export class FreeCameraControls {
  readonly #pointers = new Map<number, { x: number; y: number; moved: number }>();
  readonly #keys = new Set<string>();
  readonly #view: HudView;
  #source: ReplaySource | null = null;
  #frame: ArenaFrame | null = null;
  #lastMs = 0;

  /** @param view of the frame drawn last; changes in place */
  constructor(surface: HTMLElement, view: HudView) {
    this.#view = view;
    surface.addEventListener("pointerdown", (event) => {
      if (this.#source === null || event.button !== 0) return;
      surface.setPointerCapture(event.pointerId);
      this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY, moved: 0 });
    });
    surface.addEventListener("pointermove", (event) => this.#drag(event));
    surface.addEventListener("pointerup", (event) => this.#lift(event));
    surface.addEventListener("pointercancel", (event) => this.#pointers.delete(event.pointerId));
    surface.addEventListener("wheel", (event) => this.#source?.camera.zoom(Math.exp(-event.deltaY * WHEEL)), {
      passive: true,
    });
    window.addEventListener("blur", () => this.#keys.clear());
  }

  attach(source: ReplaySource | null): void {
    this.#source = source;
    this.#pointers.clear();
    this.#keys.clear();
  }

  /** Returns whether the key moves the camera. */
  key(code: string, down: boolean): boolean {
    if (MOVES[code] === undefined) return false;
    if (down) this.#keys.add(code);
    else this.#keys.delete(code);
    return true;
  }

  update(frame: ArenaFrame, nowMs: number): void {
    const passedS = Math.min(0.1, (nowMs - this.#lastMs) / 1000);
    this.#lastMs = nowMs;
    this.#frame = frame;
    let [x, y] = [0, 0];
    for (const code of this.#keys) {
      x += MOVES[code][0];
      y += MOVES[code][1];
    }
    if (x === 0 && y === 0) return;
    const px = (KEYS_PX_PER_S * passedS) / this.#view.zoom;
    this.#source?.camera.move(x * px, y * px);
  }

  #drag({ pointerId, clientX, clientY }: PointerEvent): void {
    const pointer = this.#pointers.get(pointerId);
    if (pointer === undefined || this.#source === null) return;
    const [dx, dy] = [clientX - pointer.x, clientY - pointer.y];
    const before = this.#fingerDistance();
    pointer.x = clientX;
    pointer.y = clientY;
    pointer.moved += Math.abs(dx) + Math.abs(dy);
    if (pointer.moved < TAP_PX) return;
    const { camera } = this.#source;
    const scale = this.#view.zoom * this.#pointers.size;
    camera.move(-dx / scale, -dy / scale);
    if (before > 0) camera.zoom(this.#fingerDistance() / before);
  }

  /** Distance between two fingers; 0 with any other number of fingers. */
  #fingerDistance(): number {
    if (this.#pointers.size !== 2) return 0;
    const [a, b] = [...this.#pointers.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  }

  #lift({ pointerId }: PointerEvent): void {
    const pointer = this.#pointers.get(pointerId);
    this.#pointers.delete(pointerId);
    if (pointer !== undefined && pointer.moved < TAP_PX) this.#tap(pointer.x, pointer.y);
  }

  #tap(pageX: number, pageY: number): void {
    if (this.#frame === null || this.#source === null) return;
    const { x, y, width, height, zoom } = this.#view;
    const [atX, atY] = [x + (pageX - width / 2) / zoom, y + (pageY - height / 2) / zoom];
    let reach = REACH_PX / zoom;
    const { ships } = this.#frame;
    for (let i = 0; i < ships.count; i++) {
      const ship = ships.items[i];
      const away = Math.hypot(ship.x - atX, ship.y - atY);
      if (away >= reach) continue;
      reach = away;
      this.#source.camera.follow = { what: "seat", seat: ship.seat };
    }
  }
}
