import Phaser from "phaser";

/** What draws with programs: a shader's node, or a batch. */
interface Drawing {
  readonly programManager: Phaser.Renderer.WebGL.ProgramManager;
}

/** How long a program is left to be made beside the page where the browser does not say when it is ready, ms. */
const LINK_MS = 150;

const ATTACHED_SHADERS = 0x8b85;
/** Stands for the browser's word where it gives none: each program has shaders. */
const ALWAYS = { COMPLETION_STATUS_KHR: ATTACHED_SHADERS };

/** What the engine's types leave open. */
interface Config {
  readonly base: Parameters<Phaser.Renderer.WebGL.ShaderProgramFactory["getShaderProgram"]>[0];
  readonly additions: Phaser.Types.Renderer.WebGL.ShaderAdditionConfig[];
  readonly features: string[];
}

/**
 * Has programs made beside the page, where the engine would wait for each: it is told that the browser says when they are
 * ready, and where it does not, each counts as ready after a while.
 */
export function linkBesidePage(game: Phaser.Game): void {
  const renderer = game.renderer as Phaser.Renderer.WebGL.WebGLRenderer;
  Object.assign(renderer, { parallelShaderCompileExtension: renderer.parallelShaderCompileExtension ?? ALWAYS });
  Object.assign(game.config, { skipUnreadyShaders: true });
  // The engine draws on with programs that it makes anew for a restored context: then they are waited for.
  renderer.on(Phaser.Renderer.Events.LOSE_WEBGL, () => Object.assign(game.config, { skipUnreadyShaders: false }));
}

/**
 * Whether the program that a node draws with now is linked. The first call begins to make it; to be asked before anything is
 * drawn with it.
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

/** Begins to make a program for shaders of this name. */
export function beginProgram(scene: Phaser.Scene, name: string, fragmentSource: string): void {
  const shader = new Phaser.GameObjects.Shader(scene, { name, fragmentSource });
  isLinked(shader.renderNode);
  shader.destroy();
}
