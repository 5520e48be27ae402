import Phaser from "phaser";

/** A user of programs: a shader's node, or a batch. */
interface Drawing {
  readonly programManager: Phaser.Renderer.WebGL.ProgramManager;
}

/** Time to wait for a program if the browser does not report when it is ready, ms. */
const LINK_MS = 150;

const ATTACHED_SHADERS = 0x8b85;
/** A substitute for the browser's report: each program has shaders. */
const ALWAYS = { COMPLETION_STATUS_KHR: ATTACHED_SHADERS };

/** Settings that the engine's types omit. */
interface Config {
  readonly base: Parameters<Phaser.Renderer.WebGL.ShaderProgramFactory["getShaderProgram"]>[0];
  readonly additions: Phaser.Types.Renderer.WebGL.ShaderAdditionConfig[];
  readonly features: string[];
}

/**
 * Makes programs compile in the background, where the engine would wait for each. If the browser does not report when a
 * program is ready, it counts as ready after a while.
 */
export function linkBesidePage(game: Phaser.Game): void {
  const renderer = game.renderer as Phaser.Renderer.WebGL.WebGLRenderer;
  Object.assign(renderer, { parallelShaderCompileExtension: renderer.parallelShaderCompileExtension ?? ALWAYS });
  Object.assign(game.config, { skipUnreadyShaders: true });
  // After a restore, the engine draws at once with new programs, so wait for them then.
  renderer.on(Phaser.Renderer.Events.LOSE_WEBGL, () => Object.assign(game.config, { skipUnreadyShaders: false }));
}

/**
 * Whether the current program of a node is linked. The first call starts compiling it. Call it before drawing with the
 * node.
 */
export function isLinked({ programManager }: Drawing): boolean {
  const { renderer, currentConfig } = programManager;
  const { base, additions, features } = currentConfig as Config;
  const program = renderer.shaderProgramFactory.getShaderProgram(base, additions, features);
  if (program.compiling && !saysWhenReady(renderer) && isFresh(program)) return false;
  return programManager.getCurrentProgramSuite() !== null;
}

function saysWhenReady({ parallelShaderCompileExtension }: Phaser.Renderer.WebGL.WebGLRenderer): boolean {
  return (parallelShaderCompileExtension as object) !== ALWAYS;
}

const begunMs = new WeakMap<Phaser.Renderer.WebGL.Wrappers.WebGLProgramWrapper, number>();

function isFresh(program: Phaser.Renderer.WebGL.Wrappers.WebGLProgramWrapper): boolean {
  const nowMs = performance.now();
  const sinceMs = begunMs.get(program) ?? nowMs;
  begunMs.set(program, sinceMs);
  return nowMs - sinceMs < LINK_MS;
}

/** Begins to compile the program of a shader name. */
export function beginProgram(scene: Phaser.Scene, name: string, fragmentSource: string): void {
  const shader = new Phaser.GameObjects.Shader(scene, { name, fragmentSource });
  isLinked(shader.renderNode);
  shader.destroy();
}
