import { expect, it } from "vitest";
import { CLIENT_COMMAND_VERSION, encodeClientCommand } from "../../../../shared/games/arena/client-command.ts";
import { digestOf } from "../../../harness/digest-samples.ts";

it("CLIENT_COMMAND_VERSION is raised when the bytes of commands change", () => {
  const samples = [
    encodeClientCommand({ type: "controls", bits: 37, aim: 40_000, seen: 0 }),
    encodeClientCommand({ type: "hull", hull: 2 }),
  ];
  expect([CLIENT_COMMAND_VERSION, digestOf(samples)]).toEqual([2, "4cc99e9ec6811d34"]);
});
