import type { MapConfig } from "../../../../shared/games/arena/config.ts";
import { copyHelm, newHelm, stepHelm } from "../../../../shared/games/arena/helm.ts";
import type { OwnState } from "../../../../shared/games/arena/wire/state.ts";
import { HELM_FIELDS, type Helm } from "../../../../shared/games/arena/world.ts";
import { ONE, TURN, turnBetween } from "../../../../shared/math/fixed.ts";
import { railsOf } from "./rails-cache.ts";

export const RADIANS = (2 * Math.PI) / TURN;

/** Reads the own ship's helm from the state. */
export function readOwnShip(state: OwnState, helm: Helm): void {
  helm.hull = state.hull;
  for (const field of HELM_FIELDS) helm[field] = state[field];
}

/** How a ship moves until the next message about it; see `Continuation`. */
export function shipContinuationRules(map: MapConfig) {
  const rails = railsOf(map);
  return {
    newState: newHelm,
    copyState: copyHelm,
    step: (helm: Helm, tick: number): void => {
      stepHelm(helm, map, rails.at(tick));
    },
  };
}

/** The position at which a ship is drawn. */
export interface Pose {
  x: number;
  y: number;
  vx: number;
  vy: number;
  angle: number;
}

/** Interpolates between the helms of two ticks. @param share 0: `now` … 1: `next` */
export function interpolatePose(now: Helm, next: Helm, share: number, tickHz: number, out: Pose): void {
  out.x = (now.x + (next.x - now.x) * share) / ONE;
  out.y = (now.y + (next.y - now.y) * share) / ONE;
  out.vx = (now.vx * tickHz) / ONE;
  out.vy = (now.vy * tickHz) / ONE;
  out.angle = (now.heading + turnBetween(now.heading, next.heading) * share) * RADIANS;
}
