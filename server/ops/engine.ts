import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { BunPlugin } from "bun";

const PACKAGE = "phaser/package.json";

/**
 * Folder of the engine's sources: its package exports only a bundle of all of them. Throws where the package is not
 * installed, which games that do not draw with it do without.
 *
 * @param resolve finds a file of a package. Default: as this module would
 */
export function engineSources(resolve: (file: string) => string = createRequire(import.meta.url).resolve): string {
  try {
    return join(dirname(resolve(PACKAGE)), "src");
  } catch (cause) {
    throw new Error("a page imports phaser, which is not installed: npm install phaser", { cause });
  }
}

export interface EngineParts {
  readonly [name: string]: string | EngineParts;
}

/** The parts of the engine that the page uses, by their public names. Anything else is undefined there. */
export const ENGINE_PARTS: EngineParts = {
  BlendModes: "renderer/BlendModes",
  Core: { Events: "core/events" },
  Game: "core/Game",
  GameObjects: {
    Components: { TransformMatrix: "gameobjects/components/TransformMatrix" },
    GameObject: "gameobjects/GameObject",
    Shader: "gameobjects/shader/Shader",
  },
  Renderer: {
    Events: "renderer/events",
    WebGL: {
      RenderNodes: { BatchHandlerQuad: "renderer/webgl/renderNodes/BatchHandlerQuad" },
      WebGLRenderer: "renderer/webgl/WebGLRenderer",
    },
  },
  Scale: "scale/const/SCALE_MODE_CONST",
  Scene: "scene/Scene",
  Scenes: { Events: "scene/events" },
  Textures: { WrapMode: "textures/const-wrap" },
};

/**
 * Sources that the page needs for their side effects. The renderer must come first: the sources require each other in
 * circles, which resolve from there.
 */
const REGISTERED = [
  "renderer",
  "cameras/2d/CameraManager",
  "events/EventEmitter",
  "gameobjects/DisplayList",
  "gameobjects/GameObjectCreator",
  "gameobjects/GameObjectFactory",
  "gameobjects/UpdateList",
  "gameobjects/layer/LayerFactory",
  "scene/ScenePlugin",
];

/** Constants that the engine's own build sets. */
const FLAGS: Readonly<Record<string, boolean>> = {
  WEBGL_RENDERER: true,
  CANVAS_RENDERER: false,
  FEATURE_SOUND: false,
  PLUGIN_CAMERA3D: false,
  PLUGIN_FBINSTANT: false,
  WEBGL_DEBUG: false,
};

const NAMESPACE = "trimmed-engine";

/** Bundles only the {@link ENGINE_PARTS} of Phaser with their dependencies: less than half of it. */
export const trimmedEngine: BunPlugin = {
  name: NAMESPACE,
  setup(build) {
    build.onResolve({ filter: /^phaser$/ }, () => ({ path: "phaser", namespace: NAMESPACE }));
    build.onLoad({ filter: /.*/, namespace: NAMESPACE }, () => ({ loader: "js", contents: entry() }));
    build.onLoad({ filter: /[\\/]phaser[\\/]src[\\/].*\.js$/ }, async ({ path }) => ({
      loader: "js",
      contents: withFlags(withoutQuestions(path, await Bun.file(path).text())),
    }));
  },
};

function withFlags(source: string): string {
  return source.replace(/\btypeof ([A-Z][A-Z0-9_]+)\b/g, (found, flag) => String(FLAGS[flag] ?? found));
}

interface Question {
  /** Where the engine asks it. */
  readonly file: RegExp;
  readonly asked: string;
  readonly answer: string;
}

/** Questions of the engine whose answer the page knows: the browser's may take as long as everything that is drawn before. */
const ANSWERED: readonly Question[] = [
  // The page has opened a context before the engine comes.
  {
    file: /[\\/]device[\\/]Features\.js$/,
    asked: "Features.webGL = testWebGL();",
    answer: "Features.webGL = isUint8 = true;",
  },
  // It loads no compressed textures.
  {
    file: /[\\/]webgl[\\/]WebGLRenderer\.js$/,
    asked: "this.compression = this.getCompressedTextures();",
    answer: "this.compression = {};",
  },
];

function withoutQuestions(path: string, source: string): string {
  return ANSWERED.filter(({ file }) => file.test(path)).reduce((text, { asked, answer }) => {
    if (!text.includes(asked))
      throw new Error(`${path} does not hold "${asked}": look at what the engine does instead`);
    return text.replaceAll(asked, answer);
  }, source);
}

function entry(): string {
  const sources = engineSources();
  const from = (path: string) => `require(${JSON.stringify(join(sources, path))})`;
  const object = (parts: EngineParts): string =>
    `{${Object.entries(parts)
      .map(([name, part]) => `${name}: ${typeof part === "string" ? from(part) : object(part)}`)
      .join(", ")}}`;
  const registered = REGISTERED.map((path) => `${from(path)};\n`).join("");
  // The constants are merged in, as in the package's own module.
  return `${registered}module.exports = Object.assign(${object(ENGINE_PARTS)}, ${from("const")});\n`;
}
