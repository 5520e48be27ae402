/** A canvas and its graphics context. */
export interface Graphics {
  readonly canvas: HTMLCanvasElement;
  readonly context: WebGLRenderingContext;
}

/** null: this browser has no WebGL. The engine uses this context, because each further one would cost as much again. */
export function openGraphics(): Graphics | null {
  const canvas = document.createElement("canvas");
  // No antialiasing: all pictures have soft edges and lie flat.
  const context = canvas.getContext("webgl", {
    alpha: false,
    antialias: false,
    depth: false,
    powerPreference: "high-performance",
  });
  return context === null ? null : { canvas, context };
}
