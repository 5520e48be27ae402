import { WEAPON } from "../../../../shared/games/arena/data/weapons.ts";
import type { Event } from "../../../../shared/games/arena/event.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { EngineDrone, startPad } from "./engine-drone.ts";
import type { SoundName } from "./recipes.ts";
import { SILENT_SOUND, type SoundPort, type UiSound } from "./sound-port.ts";
import { Voices } from "./voices.ts";

/** By weapon, in the order of `WEAPONS`. */
const SHOTS: readonly SoundName[] = ["pulse", "rail", "scatter", "torpedo", "mine"];
/** Distance at which a sound has half its gain, and beyond which it is silent, px. */
const HALF_PX = 420;
const HEARD_PX = 2200;
/** Horizontal distance at which a sound comes fully from one side, px. */
const SIDE_PX = 800;
/** Armor below which the alarm sounds, as a share of the hull's, and how often. */
const ALARM_ARMOR = 0.3;
const ALARM_EVERY_S = 1.3;
/** Gain of other ships' shots; the own ship's beams have 1. */
const OTHERS_GAIN = 0.55;

class GameSound implements SoundPort {
  #context: AudioContext | null = null;
  #master: GainNode | null = null;
  #voices: Voices | null = null;
  #engine: EngineDrone | null = null;
  #volume = 0.7;
  #muted = false;
  #alarmAtS = 0;

  constructor() {
    const start = () => {
      if (this.#context?.state === "running") return;
      if (this.#context) void this.#context.resume();
      else this.#start();
    };
    for (const gesture of ["pointerdown", "keydown", "touchend"]) {
      window.addEventListener(gesture, start, { passive: true, capture: true });
    }
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) void this.#context?.suspend();
      else void this.#context?.resume();
    });
  }

  event(frame: ArenaFrame, event: Event): void {
    const own = frame.own.seat;
    switch (event.type) {
      case "beam":
        this.#playAt(frame, "rail", event.x, event.y, event.seat === own ? 1 : OTHERS_GAIN);
        return;
      case "hit": {
        const name = event.onShield * 2 >= event.damage ? "shieldHit" : "armorHit";
        const mine = event.seat === own || event.by === own;
        this.#playAt(frame, name, event.x, event.y, mine ? 1 : 0.4, 0.92 + (event.damage % 5) * 0.04);
        return;
      }
      case "burst": {
        const heavy = event.weapon === WEAPON.torpedo || event.weapon === WEAPON.mine;
        if (heavy) this.#playAt(frame, "boom", event.x, event.y, 0.9);
        else this.#playAt(frame, "burst", event.x, event.y, 0.16, 1.5);
        return;
      }
      case "bump":
        if (event.seat === own) this.#playAt(frame, "bump", event.x, event.y, Math.min(1, 0.3 + event.force / 40));
        return;
      case "death":
        this.#playAt(frame, "death", event.x, event.y, event.seat === own ? 1.2 : 0.9);
        if (event.by === own && event.seat !== own) this.#voices?.play("kill", 0.8);
        return;
      case "crack":
        this.#playAt(frame, "crack", event.x, event.y, 0.8, 0.85 + event.size * 0.22);
        return;
      case "collect":
        if (event.seat === own) this.#voices?.play("collect", 0.8, 0, 1 + event.ore * 0.12);
        return;
      case "sale":
        if (event.seat === own) this.#voices?.play("sale", 1);
        return;
      case "dock":
      case "undock":
        if (event.seat === own) this.#voices?.play(event.type, 1);
        return;
      case "spawn":
        this.#playAt(frame, "warp", event.x, event.y, event.seat === own ? 1 : 0.5);
        return;
      case "roundStart":
      case "roundEnd":
        this.#voices?.play(event.type, 1);
        return;
    }
  }

  shot(frame: ArenaFrame, weapon: number, x: number, y: number, own: boolean): void {
    const name = SHOTS[weapon] ?? "pulse";
    this.#playAt(frame, name, x, y, own ? 0.8 : OTHERS_GAIN, own ? 1 : 0.94);
  }

  engine(frame: ArenaFrame): void {
    const context = this.#context;
    if (!context || !this.#engine) return;
    const ship = frame.ownShip;
    if (!ship || ship.docked) {
      this.#engine.silence();
      return;
    }
    const power = ship.boosting ? 1 : ship.thrusting || ship.reversing ? 0.6 : 0;
    this.#engine.set(power, Math.sqrt(ship.vx * ship.vx + ship.vy * ship.vy));
    if (ship.armor >= ALARM_ARMOR || context.currentTime < this.#alarmAtS) return;
    this.#alarmAtS = context.currentTime + ALARM_EVERY_S;
    this.#voices?.play("alarm", 0.7);
  }

  ui(name: UiSound): void {
    this.#voices?.play(name, 1);
  }

  setVolume(volume: number): void {
    this.#volume = Math.max(0, Math.min(1, volume));
    this.#applyVolume();
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#applyVolume();
  }

  #start(): void {
    const context = new AudioContext({ latencyHint: "interactive" });
    const compressor = new DynamicsCompressorNode(context, { threshold: -16, ratio: 6, attack: 0.004, release: 0.2 });
    this.#master = new GainNode(context, { gain: 0 });
    this.#master.connect(compressor).connect(context.destination);
    this.#context = context;
    this.#voices = new Voices(context, this.#master);
    this.#voices.warmUp();
    this.#engine = new EngineDrone(context, this.#master);
    startPad(context, this.#master);
    this.#applyVolume();
  }

  #applyVolume(): void {
    if (!this.#context || !this.#master) return;
    // We hear loudness logarithmically: the square makes the slider feel linear.
    const gain = this.#muted ? 0 : this.#volume * this.#volume;
    this.#master.gain.setTargetAtTime(gain, this.#context.currentTime, 0.03);
  }

  /** Plays a sound at a position: fainter with distance, and panned to its side. */
  #playAt(frame: ArenaFrame, name: SoundName, x: number, y: number, gain: number, rate = 1): void {
    const dx = x - frame.focus.x;
    const dy = y - frame.focus.y;
    const square = dx * dx + dy * dy;
    if (!this.#voices || square > HEARD_PX * HEARD_PX) return;
    const pan = Math.max(-0.9, Math.min(0.9, dx / SIDE_PX));
    this.#voices.play(name, gain / (1 + square / (HALF_PX * HALF_PX)), pan, rate);
  }
}

/** The game's sound; silent without WebAudio. It starts with the player's first touch, click or key. */
export function createSound(): SoundPort {
  return typeof AudioContext === "undefined" ? SILENT_SOUND : new GameSound();
}
