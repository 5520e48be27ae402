import { newPilotView, perceive } from "../../../client/games/arena/bots/perceive.ts";
import type { Controls } from "../../../shared/games/arena/controls.ts";
import { PILOTS } from "../../../shared/games/arena/pilots/index.ts";
import { createRandom } from "../../../shared/math/random.ts";
import type { Feel } from "../feel.ts";
import type { LinkProfile } from "../link.ts";
import { ArenaLab, type LabClient } from "./lab.ts";
import { ALONE, ONE_STATION } from "./one-station.ts";
import { ShipHistory } from "./ship-history.ts";
import { Watch } from "./watch.ts";

/** A match of pilots who fight each other, each behind a link of its own. */
export interface FeelSettings {
  readonly profile: LinkProfile;
  readonly seed: number;
  readonly ships: number;
  /** Of play that is measured. */
  readonly seconds: number;
}

const SETTLE_MS = 4_000;
const FRAME_MS = 1000 / 60;

function nothingFelt(seconds: number): Feel {
  return {
    ...{ corrections: [], remoteErrors: [], errorsAfterStalls: [], aheadTicks: [], jumps: [], ownJumps: [], turns: [] },
    ...{ inputFrames: [], margins: [], settleS: [], returnsS: [] },
    ...{ snaps: 0, lost: 0, commands: 0, lateCommands: 0, mergedCommands: 0, seconds },
  };
}

/** Plays a match and measures it. Call `RoomBench.start()` before the first. */
export async function playAndFeel({ profile, seed, ships, seconds }: FeelSettings): Promise<Feel> {
  const truth = new ShipHistory();
  const lab = await ArenaLab.open({ ...ALONE, seats: ships, map: ONE_STATION }, seed, (world) => truth.record(world));
  const feel = nothingFelt(ships * seconds);
  const clients: LabClient[] = [];
  for (let i = 0; i < ships; i++) clients.push(await lab.join(profile, seed * 100 + i, FRAME_MS, i % 3));
  const watches: Watch[] = [];
  for (const [i, client] of clients.entries()) {
    const sight = newPilotView();
    const memory = new Int32Array(4);
    const random = createRandom(seed * 100 + i);
    const controls: Controls = { bits: 0, aim: 0 };
    client.steer = ({ model, frame }) => {
      if (frame !== null && perceive(model, frame, sight)) PILOTS.fighter(sight, memory, random, controls);
      else controls.bits = controls.aim = 0;
      model.control(controls.bits, controls.aim);
      watches[i]?.steered(controls);
    };
    client.seen = (frame, nowMs) => watches[i]?.frame(frame, nowMs);
  }
  await lab.play(SETTLE_MS);
  const counted = () =>
    clients.map(({ model: { session }, link: { merged } }) => ({
      commands: session.commands,
      late: session.late,
      merged,
    }));
  const before = counted();
  for (const client of clients) watches.push(new Watch(client, lab.world, truth, feel));
  await lab.play(seconds * 1000);
  for (const [i, { commands, late, merged }] of counted().entries()) {
    feel.commands += commands - before[i].commands;
    feel.lateCommands += late - before[i].late;
    feel.mergedCommands += merged - before[i].merged;
  }
  await lab.close();
  return feel;
}
