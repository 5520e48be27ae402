import type { ArenaConfig } from "../../../../shared/games/arena/config.ts";
import type { ArenaState } from "../../../../shared/games/arena/wire/state.ts";
import { BeamPredictor } from "./beam-predictor.ts";
import { BoltTracker } from "./bolt-tracker.ts";
import { DriftTracker } from "./drift-tracker.ts";
import { OwnShip } from "./own-ship.ts";
import { OwnShipController, type OwnShipControllerOptions } from "./own-ship-controller.ts";
import { ShipTracker } from "./ship-tracker.ts";
import type { ViewRange } from "./view-range.ts";

/** Everything that depends on the room's config; each welcome makes a new one. */
export interface RoomModel {
  readonly config: ArenaConfig;
  readonly own: OwnShip;
  readonly controller: OwnShipController;
  readonly ships: ShipTracker;
  readonly bolts: BoltTracker;
  readonly drifting: DriftTracker;
  readonly beams: BeamPredictor;
}

/** @param shared what outlives the room */
export function newRoomModel(
  config: ArenaConfig,
  viewRange: ViewRange,
  shared: Pick<OwnShipControllerOptions, "control" | "events" | "frame" | "send">,
): RoomModel {
  const { map } = config;
  const own = new OwnShip(map);
  const ships = new ShipTracker(map, viewRange);
  const bolts = new BoltTracker(config, viewRange);
  const drifting = new DriftTracker(map);
  const beams = new BeamPredictor();
  const controller = new OwnShipController({ config, own, bolts, beams, ...shared });
  return { config, own, controller, ships, bolts, drifting, beams };
}

/** Reads a patch: ships first, because shots start at the ships that fired them. */
export function readState({ ships, bolts }: RoomModel, state: ArenaState): void {
  ships.read(state);
  bolts.read(state, ships);
}
