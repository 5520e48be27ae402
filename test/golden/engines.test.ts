import { join } from "node:path";
import { describe, expect } from "vitest";
import goldenExamples from "./examples.json";
import goldenExchange from "./exchange.json";
import goldenMeeting from "./meeting.json";
import { testOnEveryEngine } from "./on-engines.ts";
import { answerAll } from "./proof.ts";
import goldenTrig from "./trig.json";

const examples = Object.fromEntries(Object.entries(goldenExamples).map(([name, { hashes }]) => [name, hashes]));

describe("D2, D3: sines, a meeting, an exchange and matches of the examples, the same bits on every engine", () => {
  testOnEveryEngine({
    entry: join(import.meta.dirname, "proof.ts"),
    answerHere: answerAll,
    check: (value) =>
      expect(value).toEqual({ trig: goldenTrig, meeting: goldenMeeting, examples, exchange: goldenExchange.hashes }),
  });
});
