import Phaser from "phaser";

type Uniforms = Record<string, number | number[]>;

/** A picture drawn once by a fragment shader; drawn again by `render` after the graphics context was lost. */
export interface Baked {
  readonly texture: Phaser.Textures.DynamicTexture;
  render(): void;
  destroy(): void;
}

/**
 * @param name of the shader: bakes of one name share one program
 * @param width of the picture, px; powers of two, as it repeats
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
  const render = () => {
    texture.setWrap(Phaser.Textures.WrapMode.REPEAT);
    texture.clear().draw(shader, 0, 0).render();
  };
  const destroy = () => {
    shader.destroy();
    scene.textures.remove(key);
  };
  try {
    render();
  } catch (error) {
    // The next attempt needs its key.
    destroy();
    throw error;
  }
  return { texture, render, destroy };
}
