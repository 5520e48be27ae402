import { capacitySuite } from "./capacity.ts";
import { decodeSuite } from "./decode.ts";
import { encodeSuite } from "./encode.ts";
import { exchangeSuite } from "./exchange/index.ts";
import { fanoutSuite } from "./fanout.ts";
import { feelSuite } from "./feel.ts";
import { firstSuite } from "./first.ts";
import { kitSuite } from "./games.ts";
import { journalSuite } from "./journal.ts";
import { memorySuite } from "./memory.ts";
import { peersSuite } from "./peers.ts";
import type { Report, SuiteOptions } from "./report.ts";
import { simSuite } from "./sim.ts";
import { wireSuite } from "./wire.ts";

export const SUITES: Readonly<Record<string, (options: SuiteOptions) => Promise<Report>>> = {
  sim: simSuite,
  encode: encodeSuite,
  decode: decodeSuite,
  wire: wireSuite,
  fanout: fanoutSuite,
  memory: memorySuite,
  capacity: capacitySuite,
  journal: journalSuite,
  peers: peersSuite,
  feel: feelSuite,
  first: firstSuite,
  kit: kitSuite,
  exchange: exchangeSuite,
};
