import { watchDensity } from "./density.ts";

type Child = Node | string;
type Attributes = Readonly<Record<string, string | number | boolean>>;

/** An element with attributes and children. `true` sets an empty attribute, `false` none. Text is only ever text. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

function setAttributes(node: HTMLElement | SVGElement, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false) continue;
    // The page's security policy takes no style attribute; what a script writes to the style itself is no attribute.
    if (name === "style") node.style.cssText = String(value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** A player's name: shown as text, whatever it holds, and kept from reordering or stretching what surrounds it. */
export function nameElement(name = "", className = ""): HTMLElement {
  return el("bdi", { class: `name ${className}`.trim(), dir: "auto" }, name);
}

/** Writers that touch the page only when the value changed, so that a frame without news costs nothing. */
export function textWriter(node: Node): (text: string) => void {
  let last: string | null = null;
  return (text) => {
    if (text === last) return;
    last = text;
    node.textContent = text;
  };
}

export function styleWriter(node: HTMLElement | SVGElement, property: string): (value: string) => void {
  let last: string | null = null;
  return (value) => {
    if (value === last) return;
    last = value;
    node.style.setProperty(property, value);
  };
}

export function classWriter(node: Element, name: string): (on: boolean) => void {
  let last: boolean | null = null;
  return (on) => {
    if (on === last) return;
    last = on;
    node.classList.toggle(name, on);
  };
}

export function visibilityWriter(node: HTMLElement): (on: boolean) => void {
  let last: boolean | null = null;
  return (on) => {
    if (on === last) return;
    last = on;
    node.hidden = !on;
  };
}

/** Starts a CSS animation again from its beginning. */
export function restartAnimation(node: Element): void {
  for (const animation of node.getAnimations()) {
    animation.cancel();
    animation.play();
  }
}

/** A 2D canvas that keeps its backing store at the screen's own resolution. */
export class CanvasSheet {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  width = 0;
  height = 0;
  readonly #unwatchDensity: () => void;

  constructor(className: string) {
    this.canvas = el("canvas", { class: className, "aria-hidden": "true" });
    const context = this.canvas.getContext("2d");
    if (context === null) throw new Error("no 2D canvas");
    this.context = context;
    // Sizes come from an observer, so that drawing never forces a layout.
    new ResizeObserver(([entry]) => this.#fit(entry.contentRect.width, entry.contentRect.height)).observe(this.canvas);
    this.#unwatchDensity = watchDensity(() => this.#fit(this.width, this.height));
  }

  /** Lets go of the screen: its canvas is not shown any more. */
  dispose(): void {
    this.#unwatchDensity();
  }

  #fit(width: number, height: number): void {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    this.width = width;
    this.height = height;
    // Hidden, it has none: the first touch of a canvas may be waited for.
    if (width === 0 || height === 0) return;
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }
}
