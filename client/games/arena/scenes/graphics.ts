/** A canvas, and what it is drawn with. */
export interface Graphics {
  readonly canvas: HTMLCanvasElement;
  readonly context: WebGLRenderingContext;
}

/** Null: this browser has no WebGL. The engine takes over what is made here: each context more costs as much again. */
export function openGraphics(): Graphics | null {
  const canvas = document.createElement("canvas");
  // Every picture has soft edges of its own, and lies flat: more samples a pixel would only cost.
  const context = canvas.getContext("webgl", {
    alpha: false,
    antialias: false,
    depth: false,
    powerPreference: "high-performance",
  });
  return context === null ? null : { canvas, context };
}
