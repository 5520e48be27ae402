import Phaser from "phaser";
import { isLinked } from "./programs.ts";

type QuadBatch = Phaser.Renderer.WebGL.RenderNodes.BatchHandlerQuad;

const NAME = "TwoTint";
/**
 * White becomes one colour and black another. Avoids division, because of premultiplied alpha, and comparison of an
 * interpolated mode, which fails on some triangles.
 */
const TINT = /* glsl */ `
vec4 applyTint(vec4 texel) {
  vec3 colour = (texel.a - texel.rgb) * outTintEffect.bgr + texel.rgb * outTint.bgr;
  return vec4(colour, texel.a) * outTint.a;
}
`;

/** Begins to compile the program of all planes. Returns whether it is linked. */
export function areSpritesLinked(renderer: Phaser.Renderer.WebGL.WebGLRenderer): boolean {
  const batch = twoTintBatch(renderer);
  batch.finalizeTextureCount(1);
  return isLinked(batch);
}

/** The renderer's batch of two-coloured quads; one for all planes. */
export function twoTintBatch(renderer: Phaser.Renderer.WebGL.WebGLRenderer): QuadBatch {
  const manager = renderer.renderNodes;
  if (!manager.hasNode(NAME)) {
    const batch = Phaser.Renderer.WebGL.RenderNodes.BatchHandlerQuad;
    const defaults = (manager.getNode("BatchHandlerQuad") as QuadBatch).defaultConfig.shaderAdditions ?? [];
    const shaderAdditions = defaults.map((addition) =>
      addition.name === "Tint"
        ? { ...addition, additions: { fragmentHeader: TINT, fragmentProcess: "fragColor = applyTint(fragColor);" } }
        : addition,
    );
    manager.addNode(NAME, new batch(manager, { name: NAME, shaderName: NAME, shaderAdditions }));
  }
  return manager.getNode(NAME) as QuadBatch;
}
