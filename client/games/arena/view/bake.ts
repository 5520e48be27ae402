import Phaser from "phaser";
import { isLinked } from "./programs.ts";

type Uniforms = Record<string, number | number[]>;

/** A picture drawn once by a fragment shader, and again after the graphics context was lost. */
export interface Baked {
  readonly texture: Phaser.Textures.DynamicTexture;
  /** Draws it, unless it is drawn already. Returns false while its program compiles. */
  draw(): boolean;
  restore(): void;
  destroy(): void;
}

/**
 * @param name of the shader; bakes of one name share one program
 * @param width of the picture, px; powers of two, because it repeats
 */
export function bake(
  scene: Phaser.Scene,
  name: string,
  key: string,
  width: number,
  height: number,
  fragmentSource: string,
  uniforms: Uniforms,
): Baked {
  const texture = scene.textures.addDynamicTexture(key, width, height);
  if (!texture) throw new Error(`texture "${key}" exists already`);
  const shader = new Phaser.GameObjects.Shader(
    scene,
    { name, fragmentSource, initialUniforms: uniforms },
    0,
    0,
    width,
    height,
  ).setOrigin(0, 0);
  let drawn = false;
  const draw = (): boolean => {
    if (drawn || !isLinked(shader.renderNode)) return drawn;
    texture.setWrap(Phaser.Textures.WrapMode.REPEAT);
    texture.clear().draw(shader, 0, 0).render();
    drawn = true;
    return true;
  };
  const restore = (): void => {
    drawn = false;
    draw();
  };
  const destroy = (): void => {
    shader.destroy();
    scene.textures.remove(key);
  };
  try {
    isLinked(shader.renderNode);
  } catch (error) {
    // Free the key for the next attempt.
    destroy();
    throw error;
  }
  return { texture, draw, restore, destroy };
}
