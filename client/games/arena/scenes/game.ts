import Phaser from "phaser";
import { FrameGuard } from "../../../shell/frame-guard.ts";
import { watchDensity } from "../../../shell/ui/density.ts";
import type { SoundPort } from "../audio/sound-port.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import type { CameraView } from "../view/plane.ts";
import { linkBesidePage } from "../view/programs.ts";
import type { FxLevel } from "../view/render-context.ts";
import { ArenaScene } from "./arena-scene.ts";
import type { Graphics } from "./graphics.ts";

export interface GameOptions {
  /** The game's canvas fills it and follows its size. */
  readonly parent: HTMLElement;
  /** From {@link openGraphics}, for one game. */
  readonly graphics: Graphics;
  readonly source: FrameSource;
  readonly fx: FxLevel;
  readonly sound: SoundPort;
  onFrame?(frame: ArenaFrame): void;
}

export interface GameHandle {
  destroy(): void;
  /** Rebuilds the scene with other effects; the source continues. */
  setFx(fx: FxLevel): void;
  /** @param scale 0 (none) … 1 */
  setShake(scale: number): void;
  /** The visible part of the world, px, and CSS px per world px. Reused by later frames: do not keep it. */
  view(): CameraView;
  /** Whether everything in view is drawn; programs and surfaces appear when they are ready. */
  isWhole(): boolean;
  /** Loses the graphics context and restores it later, for tests. Needs WEBGL_lose_context. */
  loseContext(backAfterMs: number): void;
  readonly game: Phaser.Game;
}

/** Maximum number of device pixels per CSS pixel: more costs time without a visible gain. */
const MAX_DENSITY = { high: 2, low: 1 } as const satisfies Record<FxLevel, number>;
/** Maximum number of sprites in a batch; memory for them is allocated at the start. */
const BATCH_SPRITES = 4096;
const NO_VIEW: CameraView = { x: 0, y: 0, width: 1, height: 1, zoom: 1 };

/** Starts drawing the frames of `source`. */
export function startGame(options: GameOptions): GameHandle {
  const { parent } = options;
  const size = { width: 1, height: 1 };
  let fx = options.fx;
  let shake = 1;
  const measure = () => {
    size.width = Math.max(1, parent.clientWidth);
    size.height = Math.max(1, parent.clientHeight);
    const density = Math.min(MAX_DENSITY[fx], window.devicePixelRatio || 1);
    return { width: Math.round(size.width * density), height: Math.round(size.height * density) };
  };
  const scene = () =>
    new ArenaScene({
      source: options.source,
      sound: options.sound,
      fx,
      size,
      shake: () => shake,
      onFrame: options.onFrame?.bind(options),
    });
  const first = measure();
  const guard = new FrameGuard((error) => window.reportError(error));
  const game = new Phaser.Game({
    type: Phaser.WEBGL,
    parent,
    canvas: options.graphics.canvas,
    // The type demands a 2D context, but the renderer accepts this one.
    context: options.graphics.context as unknown as CanvasRenderingContext2D,
    backgroundColor: "#02030a",
    banner: false,
    audio: { noAudio: true },
    input: { keyboard: false, mouse: false, touch: false, gamepad: false },
    fps: { smoothStep: false },
    // No stencil is used, and the first picture must not wait for a program.
    render: {
      antialias: true,
      powerPreference: "high-performance",
      stencil: false,
      skipUnreadyShaders: true,
      batchSize: BATCH_SPRITES,
    },
    scale: { mode: Phaser.Scale.NONE, width: first.width, height: first.height },
    scene: [],
    callbacks: {
      // An error thrown by the step would end the engine's loop.
      preBoot: (booting) => {
        booting.step = guard.wrap(booting.step.bind(booting));
      },
    },
  });
  let arena = scene();
  game.scene.add("arena", arena, true);

  const fill = () => {
    const { width, height } = measure();
    if (width !== game.scale.width || height !== game.scale.height) game.scale.resize(width, height);
    game.canvas.style.width = `${size.width}px`;
    game.canvas.style.height = `${size.height}px`;
  };
  const rebuild = () => {
    game.scene.remove("arena");
    fill();
    arena = scene();
    game.scene.add("arena", arena, true);
  };
  const observer = new ResizeObserver(fill);
  observer.observe(parent);
  const unwatchDensity = watchDensity(fill);
  game.events.once(Phaser.Core.Events.READY, fill);
  game.events.once(Phaser.Core.Events.READY, () => linkBesidePage(game));

  return {
    game,
    destroy() {
      observer.disconnect();
      unwatchDensity();
      game.destroy(true);
    },
    setFx(level) {
      if (level === fx) return;
      fx = level;
      if (game.isRunning) rebuild();
      else game.events.once(Phaser.Core.Events.READY, rebuild);
    },
    setShake(scale) {
      shake = scale;
    },
    view: () => arena.stage?.camera.view ?? NO_VIEW,
    isWhole: () => arena.isWhole,
    loseContext(backAfterMs) {
      const { renderer } = game;
      if (!(renderer instanceof Phaser.Renderer.WebGL.WebGLRenderer)) return;
      const extension = renderer.gl.getExtension("WEBGL_lose_context");
      if (!extension) throw new Error("this browser cannot lose its graphics context on purpose");
      extension.loseContext();
      setTimeout(() => extension.restoreContext(), backAfterMs);
    },
  };
}
