import { join } from "node:path";
import type { CoreServices } from "./core-services.ts";
import type { GameRooms } from "./game-rooms.ts";
import type { PilotNames } from "./platform/names/pilot-names.ts";
import type { Store } from "./platform/store/port.ts";
import { MachineRegistry } from "./releases/machine-registry.ts";
import { RecordingErasures } from "./releases/recording-erasures.ts";
import { ReleaseStore } from "./releases/release-store.ts";
import { ReleasedRounds } from "./releases/released-rounds.ts";
import { RoundList } from "./rounds/round-list.ts";
import { DATA } from "./storage/inventory.ts";

/** Interval of the search for old recordings that name deleted players. */
const SWEEP_MS = 10_000;

/** Finished rounds of all games, and the releases that play them. */
export interface RoundServices {
  readonly releases: ReleaseStore;
  readonly rounds: ReleasedRounds;
  readonly list: RoundList;
  readonly recordings: RecordingErasures;
  /** Searches for old recordings from now on. */
  startSweeps(): void;
}

export interface RoundServicesOptions {
  readonly base: CoreServices;
  readonly games: readonly GameRooms[];
  readonly names: PilotNames;
  readonly store: Store;
}

/** @param closing gets what must be closed */
export function openRounds(options: RoundServicesOptions, closing: AsyncDisposableStack): RoundServices {
  const { config, journals, now, readRows, report, warn } = options.base;
  const definitions = options.games.map(({ definition }) => definition);
  const releases = new ReleaseStore(join(config.dataDir, DATA.releases));
  const machines = new MachineRegistry(
    definitions.map(({ machine }) => machine),
    releases,
  );
  const rounds = new ReleasedRounds(options.games, releases);
  const list = new RoundList(journals, (bytes) => rounds.summarize(bytes), now, options.names, readRows);
  const recordings = new RecordingErasures({
    store: options.store,
    journals,
    report,
    log: warn,
    findMachine: (id, version) => machines.find(id, version),
    erasers: options.games.flatMap(({ game }) => game.eraser ?? []),
    onChanged: (id) => list.dropSummary(id),
  });
  closing.defer(() => recordings.close());
  return {
    releases,
    rounds,
    list,
    recordings,
    startSweeps() {
      const timer = setInterval(() => void recordings.sweep(), SWEEP_MS);
      timer.unref();
      closing.defer(() => clearInterval(timer));
      void recordings.sweep();
    },
  };
}
