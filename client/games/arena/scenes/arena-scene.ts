import Phaser from "phaser";
import type { SoundPort } from "../audio/sound-port.ts";
import type { ArenaFrame, FrameSource } from "../model/frame.ts";
import { Atlas } from "../view/atlas.ts";
import { Backdrop } from "../view/backdrop.ts";
import { BeaconRenderer } from "../view/beacon-renderer.ts";
import { BeamRenderer } from "../view/beam-renderer.ts";
import { BodyRenderer } from "../view/body-renderer.ts";
import { BoltRenderer } from "../view/bolt-renderer.ts";
import { DustRenderer } from "../view/dust-renderer.ts";
import { Effects } from "../view/effects.ts";
import { EventEffects } from "../view/event-effects.ts";
import { LabelRenderer } from "../view/label-renderer.ts";
import { MapLineRenderer } from "../view/map-line-renderer.ts";
import { type FxLevel, RenderContext } from "../view/render-context.ts";
import { RockRenderer } from "../view/rock-renderer.ts";
import { ShipRenderer } from "../view/ship-renderer.ts";
import { StationRenderer } from "../view/station-renderer.ts";
import { areSpritesLinked } from "../view/two-tint.ts";

export interface SceneOptions {
  readonly source: FrameSource;
  readonly sound: SoundPort;
  readonly fx: FxLevel;
  /** Size of the window, CSS px. */
  readonly size: { readonly width: number; readonly height: number };
  /** Strength of the camera's shaking, 0–1. */
  shake(): number;
  onFrame?: ((frame: ArenaFrame) => void) | undefined;
}

interface Pictures {
  /** Draws its pictures again after the graphics context was lost. */
  restore(): void;
  destroy(): void;
}

interface Views {
  readonly stage: RenderContext;
  readonly backdrop: Backdrop;
  readonly bodies: BodyRenderer;
  readonly lines: MapLineRenderer;
  readonly stations: StationRenderer;
  readonly beacons: BeaconRenderer;
  readonly rocks: RockRenderer;
  readonly ships: ShipRenderer;
  readonly bolts: BoltRenderer;
  readonly beams: BeamRenderer;
  readonly motes: DustRenderer;
  readonly labels: LabelRenderer;
  readonly director: EventEffects;
}

/** Longest step of animations, s: after a pause nothing jumps across the screen. */
const MAX_STEP_S = 0.1;

/** Takes a frame from its source each time the browser draws, and passes it to the views. */
export class ArenaScene extends Phaser.Scene {
  readonly #options: SceneOptions;
  readonly fx: FxLevel;
  readonly #building = this.#build();
  /** Baked pictures of the views, in order. */
  readonly #pictures: Pictures[] = [];
  #views: Views | null = null;
  #frame: ArenaFrame | null = null;
  #lastMs = 0;

  constructor(options: SceneOptions) {
    super("arena");
    this.#options = options;
    this.fx = options.fx;
  }

  get stage(): RenderContext | null {
    return this.#views?.stage ?? null;
  }

  /** Whether everything in view is drawn. */
  get isWhole(): boolean {
    const config = this.#frame?.config ?? null;
    return config !== null && this.#views?.bodies.isWhole === true;
  }

  create(): void {
    this.#lastMs = performance.now();
    const restore = () => this.#restore();
    this.renderer.on(Phaser.Renderer.Events.RESTORE_WEBGL, restore);
    this.events.once(Phaser.Scenes.Events.DESTROY, () => {
      this.renderer.off(Phaser.Renderer.Events.RESTORE_WEBGL, restore);
      this.#dispose();
    });
  }

  override update(): void {
    // Build one step per frame: waiting for the graphics processor blocks the whole page.
    if (this.#views === null && !this.#isLost()) {
      const { done, value } = this.#building.next();
      if (!done) return;
      this.#views = value;
    }
    const nowMs = performance.now();
    const { source } = this.#options;
    source.advance(nowMs);
    const frame = source.view();
    this.#frame = frame;
    // Without the graphics context or the map there is nothing to draw.
    if (this.#views !== null && frame.config !== null && !this.#isLost()) {
      const { stage } = this.#views;
      stage.dtS = Math.min(MAX_STEP_S, (nowMs - this.#lastMs) / 1000);
      stage.timeS += stage.dtS;
      this.#show(this.#views, frame);
    }
    this.#lastMs = nowMs;
    this.#sound(frame);
    this.#options.onFrame?.(frame);
  }

  /** Asks the context itself, because the engine learns of the loss later. */
  #isLost(): boolean {
    const { renderer } = this;
    return (
      renderer instanceof Phaser.Renderer.WebGL.WebGLRenderer && (renderer.contextLost || renderer.gl.isContextLost())
    );
  }

  *#build(): Generator<void, Views> {
    const { fx } = this;
    // Programs compile in the background; the first picture needs only those of sky and sprites.
    const backdrop = this.#own(new Backdrop(this, fx));
    this.#spritesLinked();
    BodyRenderer.begin(this);
    yield;
    const atlas = this.#own(yield* Atlas.inSlices(this.textures, fx));
    yield;
    let bodies: BodyRenderer | null = null;
    const stage = new RenderContext(this, atlas, fx, () => {
      bodies = this.#own(new BodyRenderer(this, fx));
    });
    if (!bodies) throw new Error("the stage made no place for the bodies");
    yield;
    const effects = new Effects(stage);
    const ships = new ShipRenderer(stage, effects);
    const beams = new BeamRenderer(stage);
    const { sound } = this.#options;
    const bolts = new BoltRenderer(stage, ships, effects, (weapon, x, y, own) => {
      if (this.#frame) sound.shot(this.#frame, weapon, x, y, own);
    });
    while (!backdrop.prepare() || !this.#spritesLinked()) yield;
    return {
      stage,
      backdrop,
      bodies,
      lines: new MapLineRenderer(stage),
      stations: new StationRenderer(stage),
      beacons: new BeaconRenderer(stage),
      rocks: new RockRenderer(stage),
      ships,
      bolts,
      beams,
      motes: new DustRenderer(stage),
      labels: this.#own(new LabelRenderer(stage, ships, this)),
      director: new EventEffects(stage, ships, effects, beams),
    };
  }

  #spritesLinked(): boolean {
    const { renderer } = this;
    return !(renderer instanceof Phaser.Renderer.WebGL.WebGLRenderer) || areSpritesLinked(renderer);
  }

  #show(views: Views, frame: ArenaFrame): void {
    const { stage } = views;
    const { width, height } = this.#options.size;
    stage.camera.shakeScale = this.#options.shake();
    stage.camera.update(frame.focus, width, height, stage.dtS, stage.timeS);
    const camera = this.cameras.main;
    stage.scale = (stage.camera.view.zoom * this.scale.width) / Math.max(1, width);
    camera.setZoom(stage.scale);
    camera.setScroll(stage.camera.x - camera.width / 2, stage.camera.y - camera.height / 2);

    stage.begin();
    views.ships.collectShips(frame);
    for (const event of frame.events) views.director.show(frame, event);
    views.backdrop.update(stage, frame.config);
    views.bodies.update(stage, frame);
    views.lines.update(frame);
    views.stations.update(frame);
    views.beacons.update(frame);
    views.rocks.update(frame);
    views.ships.update(frame);
    views.bolts.update(frame);
    views.beams.update();
    views.motes.update(frame);
    stage.particles.update(stage.dtS, stage.light);
    views.labels.update(frame);
  }

  #sound(frame: ArenaFrame): void {
    for (const event of frame.events) this.#options.sound.event(frame, event);
    this.#options.sound.engine(frame);
  }

  #own<P extends Pictures>(pictures: P): P {
    this.#pictures.push(pictures);
    return pictures;
  }

  #restore(): void {
    for (const pictures of this.#pictures) pictures.restore();
  }

  /** Pictures belong to the game, not to the scene; remove them so that the next scene can draw its own. */
  #dispose(): void {
    this.#views = null;
    for (const pictures of this.#pictures.splice(0)) pictures.destroy();
  }
}
