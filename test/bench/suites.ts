import { journalSuite } from "./journal.ts";
import { peersSuite } from "./peers.ts";
import type { Report, SuiteOptions } from "./report.ts";
import { wireSuite } from "./wire.ts";

export const SUITES: Readonly<Record<string, (options: SuiteOptions) => Promise<Report>>> = {
  wire: wireSuite,
  peers: peersSuite,
  journal: journalSuite,
};
