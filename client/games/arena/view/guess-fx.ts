import type { FxLevel } from "./render-context.ts";

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;

/** The level of effects that this machine can probably afford: low without a graphics processor. */
export function guessFx(context: WebGLRenderingContext): FxLevel {
  const info = context.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  return SOFTWARE.test(renderer) || (navigator.hardwareConcurrency || 4) < 3 ? "low" : "high";
}
