import { Encoder, Reflection } from "@colyseus/schema";
import { ArenaModel } from "../../client/games/arena/model/arena-model.ts";
import type { Link, LinkHandlers, LinkStatus } from "../../client/net/link.ts";
import { CONTROL } from "../../shared/games/arena/controls.ts";
import { HULLS } from "../../shared/games/arena/data/hulls.ts";
import { copyHelm, newHelm, stepHelm } from "../../shared/games/arena/helm.ts";
import { arena, arenaConfig } from "../../shared/games/arena/index.ts";
import { maskUnpublished, newPublishedMotion, packMotion } from "../../shared/games/arena/published-motion.ts";
import { createRails, moveRails } from "../../shared/games/arena/rails.ts";
import { packTurn } from "../../shared/games/arena/turn.ts";
import { ArenaState, OwnState, PlayerState, ShipState, splitTick } from "../../shared/games/arena/wire/state.ts";
import { HELM_FIELDS, type Helm, PATCH_EVERY_TICKS } from "../../shared/games/arena/world.ts";
import { ONE } from "../../shared/math/fixed.ts";
import { createRandom, nextBelow } from "../../shared/math/random.ts";
import { applyDefaults } from "../../shared/wire/defaults.ts";

/** A run of patches in which every ship is told anew, most of a turn and some wholly; made before anything is measured. */
export interface Film {
  readonly handshake: Uint8Array;
  readonly whole: Uint8Array;
  readonly firstTick: number;
  readonly patches: readonly Uint8Array[];
}

const TICK_HZ = 60;
const TICK_MS = 1000 / TICK_HZ;
/** What a patch is late by when it arrives, ticks: half of a round trip of 100 ms. */
const LATE_TICKS = 3;
const FRAMES_PER_PATCH = 3;
const FIRST_TICK = 600;
/** One in so many is told wholly; in a match with guns it is one in fifteen. */
const WHOLE_OF = 10;
const CONFIG = arenaConfig({ seats: 128, pirates: 0, traders: 0 });

/** The time of the films' players; moved by hand. */
let nowMs = 0;

export function makeFilm(ships: number, patches: number): Film {
  const random = createRandom(5);
  const state = new ArenaState();
  const rails = createRails(CONFIG.map);
  const record = newPublishedMotion();
  const helms: Helm[] = [];
  const masked = newHelm();
  for (let seat = 0; seat < ships; seat++) {
    const hull = seat % HULLS.length;
    const helm = copied({ ...newHelm(), hull, armor: HULLS[hull].armor, energy: HULLS[hull].energy });
    helm.x = (6_000 + nextBelow(random, 2_000)) * ONE;
    helm.y = (nextBelow(random, 1_200) - 600) * ONE;
    helms.push(helm);
    const player = new PlayerState();
    state.players.set(String(seat), Object.assign(player, { name: `pilot ${seat}`, alive: true, online: true }));
    if (seat > 0) state.ships.set(String(1_000 + seat), Object.assign(new ShipState(), { seat, hull }));
  }
  state.own = new OwnState();
  state.own.ship = 1_000;
  let tick = FIRST_TICK;
  const tellOwn = () => {
    state.own.tick = tick;
    Object.assign(state, splitTick(tick));
    for (const field of HELM_FIELDS) state.own[field] = helms[0][field];
  };
  const row = (seat: number) => state.ships.get(String(1_000 + seat)) as ShipState;
  const tellWhole = (seat: number) => {
    copyHelm(helms[seat], masked);
    const { a, b, c, d, ...rest } = packMotion(maskUnpublished(masked), tick, record);
    Object.assign(row(seat), rest, { a: a >>> 0, b: b >>> 0, c: c >>> 0, d: d >>> 0 });
  };
  tellOwn();
  for (let seat = 1; seat < ships; seat++) tellWhole(seat);
  const encoder = new Encoder(state);
  const handshake = Reflection.encode(encoder).slice();
  const whole = encoder.encodeAll().slice();
  encoder.discardChanges();
  const frames: Uint8Array[] = [];
  for (let i = 0; i < patches; i++) {
    const turnsAt = helms.map(() => nextBelow(random, PATCH_EVERY_TICKS));
    for (let step = 0; step < PATCH_EVERY_TICKS; step++) {
      moveRails(rails, CONFIG.map, tick + step + 1);
      for (const [seat, helm] of helms.entries()) {
        if (turnsAt[seat] === step) {
          helm.bits = CONTROL.thrust | [0, CONTROL.left, CONTROL.right, CONTROL.boost][nextBelow(random, 4)];
          if (seat > 0) row(seat).boost = helm.energy;
        }
        stepHelm(helm, CONFIG.map, rails);
      }
    }
    tick += PATCH_EVERY_TICKS;
    tellOwn();
    for (let seat = 1; seat < ships; seat++) {
      const turnedAt = tick - PATCH_EVERY_TICKS + turnsAt[seat];
      if (nextBelow(random, WHOLE_OF) === 0) tellWhole(seat);
      else row(seat).turn = packTurn(helms[seat].bits, tick, turnedAt, false);
    }
    frames.push(encoder.encode().slice());
    encoder.discardChanges();
  }
  return { handshake, whole, firstTick: FIRST_TICK, patches: frames };
}

function copied(from: Helm): Helm {
  const helm = newHelm();
  copyHelm(from, helm);
  return helm;
}

/** A socket without one: pings are answered at once, commands go nowhere. */
class NoLink implements Link<ArenaState> {
  status: LinkStatus = "live";
  reason = "";
  bytesIn = 0;
  bytesOut = 0;
  handlers: LinkHandlers<ArenaState> | null = null;

  listen(handlers: LinkHandlers<ArenaState>): void {
    this.handlers = handlers;
  }
  sendCommand(): void {}
  sendPing(nonce: number): void {
    const tick = nowMs / TICK_MS;
    const intoTickUs = (tick - Math.floor(tick)) * TICK_MS * 1000;
    this.handlers?.pong({ nonce, tick: Math.floor(tick), intoTickUs, heldUs: 0, marginTicks: 1, late: 0, merged: 0 });
  }
  leave(): void {}
}

/** What a page does with a film: its SDK's decoder and its own model, frame by frame. */
export class Player {
  readonly #film: Film;
  readonly #decoder;
  readonly #model: ArenaModel;
  #at = 0;

  constructor(film: Film) {
    this.#film = film;
    this.#decoder = Reflection.decode<ArenaState>(film.handshake);
    applyDefaults(this.#decoder.state);
    nowMs = (film.firstTick + LATE_TICKS) * TICK_MS;
    const link = new NoLink();
    this.#model = new ArenaModel(link, { now: () => nowMs });
    this.#decoder.decode(film.whole);
    this.#model.patch(this.#decoder.state);
    this.#model.welcome({
      machine: arena.id,
      version: arena.version,
      seat: 0,
      tick: film.firstTick,
      tickHz: TICK_HZ,
      patchEveryTicks: PATCH_EVERY_TICKS,
      config: arena.codecs.config.encode(CONFIG),
    });
    this.#model.control(CONTROL.thrust, 0);
    this.frames(FRAMES_PER_PATCH);
  }

  /** Ships in the last frame: proof that there was something to do. */
  get ships(): number {
    return this.#model.view().ships.count;
  }

  /** The next patch, and the frames until the one after. Adds up what it took. */
  patch(took: Times): void {
    const bytes = this.#film.patches[this.#at++];
    const beganMs = performance.now();
    this.#decoder.decode(bytes);
    const decodedMs = performance.now();
    this.#model.patch(this.#decoder.state);
    this.#model.advance(nowMs);
    const appliedMs = performance.now();
    // The same frame again: what it takes without a patch.
    this.#model.advance(nowMs);
    const shownMs = performance.now();
    took.decodeUs += (decodedMs - beganMs) * 1000;
    took.applyUs += (2 * appliedMs - decodedMs - shownMs) * 1000;
    took.frameUs += (shownMs - appliedMs) * 1000;
    this.frames(FRAMES_PER_PATCH);
  }

  /** Frames without news. */
  frames(count: number): void {
    for (let i = 0; i < count; i++) {
      nowMs += TICK_MS;
      this.#model.advance(nowMs);
    }
  }
}

/** µs */
export interface Times {
  decodeUs: number;
  applyUs: number;
  /** A frame without news. */
  frameUs: number;
}

/** A throttled thread runs and pauses by turns of some hundred µs: only what takes longer shows both. */
const TOGETHER = 25;

/** Medians over the next patches of a film, a few at a time. */
export function medians(player: Player, patches: number): Times & { readonly bothUs: number } {
  const runs: Times[] = [];
  for (let i = 0; i < patches / TOGETHER; i++) {
    const took = { decodeUs: 0, applyUs: 0, frameUs: 0 };
    for (let k = 0; k < TOGETHER; k++) player.patch(took);
    runs.push(took);
  }
  const median = (of: (times: Times) => number) => runs.map(of).sort((a, b) => a - b)[runs.length >> 1] / TOGETHER;
  return {
    decodeUs: median(({ decodeUs }) => decodeUs),
    applyUs: median(({ applyUs }) => applyUs),
    frameUs: median(({ frameUs }) => frameUs),
    bothUs: median(({ decodeUs, applyUs }) => decodeUs + applyUs),
  };
}
