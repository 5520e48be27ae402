import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AccountServices } from "./account-services.ts";
import { systemClock } from "./clock.ts";
import type { CoreServices } from "./core-services.ts";
import type { Gate } from "./runtime/admission.ts";
import type { AnyRestoredRoom } from "./runtime/durable-room.ts";
import { journalRecorders } from "./runtime/journal-recorder.ts";
import type { RuntimeMetrics } from "./runtime/metrics.ts";
import { RECORDING_INTERVALS } from "./runtime/recording-intervals.ts";
import type { RoomOptions } from "./runtime/room.ts";
import type { FindRules } from "./runtime/room-outbox.ts";
import type { TransferServices } from "./runtime/room-transfers.ts";
import { Scheduler } from "./runtime/scheduler.ts";
import { playerKeys, seatTokens } from "./runtime/seat-tokens.ts";

/** The software version that journals record. */
const BUILD = `orrery ${JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8")).version}`;

export interface RoomServices extends RoomOptions {
  readonly restoring: Map<string, AnyRestoredRoom>;
}

export interface RoomServicesOptions {
  readonly base: CoreServices;
  readonly accounts: AccountServices;
  readonly metrics: RuntimeMetrics;
  /** See `RecordingOptions.rulesOf`. */
  readonly rulesOf: FindRules;
  readonly transfers: TransferServices;
  /** In place of the gate that checks tokens. */
  readonly gate?: Gate;
}

/** What the rooms of this process share. */
export function roomServices({ base, accounts, metrics, rulesOf, transfers, gate }: RoomServicesOptions): RoomServices {
  const { journals, health, secrets, halts, report } = base;
  const { identity, names } = accounts;
  return {
    scheduler: new Scheduler(systemClock, metrics, (nowMs) => health.loop("the rooms' loop", nowMs)),
    metrics,
    newSeed: () => crypto.getRandomValues(new Uint32Array(1))[0],
    openRecorder: journalRecorders({
      store: journals,
      build: BUILD,
      intervals: RECORDING_INTERVALS,
      metrics,
      clock: systemClock,
      report,
      rulesOf,
    }),
    transfers,
    restoring: new Map(),
    halts,
    names,
    seatToken: seatTokens(secrets[0]),
    playerKey: playerKeys(secrets[0]),
    gate: gate ?? identity.gate,
    ...(gate === undefined && { readmit: identity.readmit }),
    report,
  };
}
