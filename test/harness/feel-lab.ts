import { newSight, perceive } from "../../client/games/arena/bots/perceive.ts";
import type { Controls } from "../../shared/games/arena/controls.ts";
import { PILOTS } from "../../shared/games/arena/pilots/index.ts";
import { createRandom } from "../../shared/math/random.ts";
import { ArenaLab, type LabClient } from "./lab.ts";
import type { LinkProfile } from "./link.ts";
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

/** What players of a match saw, against what was. One entry a patch, or a ship and frame; px where not said otherwise. */
export interface Feel {
  /** How far predictions of one's own ship were off, by patch. */
  readonly corrections: number[];
  /** Frames that showed one's own ship somewhere else. */
  snaps: number;
  /** How far others were drawn from where they were at the tick that was drawn. */
  readonly remoteErrors: number[];
  /** The same in the half second that begins a second after a stall. */
  readonly errorsAfterStalls: number[];
  /** How far the tick that was drawn was ahead of the server's, ticks. */
  readonly aheadTicks: number[];
  /** How far others, and oneself, were drawn from where their speed would have brought them since the frame before. */
  readonly jumps: number[];
  readonly ownJumps: number[];
  /** How far others were turned since the frame before, degrees. */
  readonly turns: number[];
  /** Frames between a key that was pressed and the ship that shows it. */
  readonly inputFrames: number[];
  /** How early controls arrived, ticks, as the server said last. */
  readonly margins: number[];
  /** From a stall's end until everything was drawn near the truth again, s. */
  readonly settleS: number[];
  /** From a lost connection until one flew again, s; and how many returned to less than they had. */
  readonly returnsS: number[];
  lost: number;
  commands: number;
  lateCommands: number;
  mergedCommands: number;
  /** Of all players together. */
  seconds: number;
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
    const sight = newSight();
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
