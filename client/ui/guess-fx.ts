import type { FxLevel } from "../view/stage.ts";

const SOFTWARE = /swiftshader|llvmpipe|software|basic render/i;

/** The effects this machine can probably afford: low without a graphics processor; null: it has no WebGL at all. */
export function guessFx(): FxLevel | null {
  const context = document.createElement("canvas").getContext("webgl");
  if (context === null) return null;
  const info = context.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  context.getExtension("WEBGL_lose_context")?.loseContext();
  return SOFTWARE.test(renderer) || (navigator.hardwareConcurrency || 4) < 3 ? "low" : "high";
}
