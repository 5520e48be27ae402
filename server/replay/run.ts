import { JournalError, readTimeline, verify } from "../../shared/journal/index.ts";
import { CodecError } from "../../shared/machine.ts";
import type { MachineRegistry } from "../releases/machine-registry.ts";
import { ArgumentError, readArguments, usage } from "./args.ts";
import { infoOf, infoText, verdictText } from "./report.ts";
import { readSource } from "./source.ts";

export interface Result {
  /** 0: fine; 1: the journal is unreadable, unplayable, or replays differently; 2: bad arguments. */
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
}

/**
 * The `replay` command as a function.
 *
 * @param resolve resolves a path as the caller means it
 * @param call how the command is called, for its help
 */
export function runReplay(
  argv: readonly string[],
  machines: MachineRegistry,
  resolve: (path: string) => string,
  call = "replay",
): Result {
  if (argv.includes("--help")) return { code: 0, out: usage(call), err: "" };
  const json = argv.includes("--json");
  try {
    const { action, file } = readArguments(argv);
    const segments = readSource(resolve(file));
    const timeline = readTimeline(segments);
    if (action === "info") {
      const info = infoOf(timeline, segments);
      return { code: 0, out: json ? JSON.stringify(info) : infoText(info, tickHzOf(info, machines)), err: "" };
    }
    const { warnings, header } = timeline;
    const verdict = verify(machines.find(header.machine, header.machineVersion), timeline);
    const out = json ? JSON.stringify({ ...verdict, warnings }) : verdictText(verdict, warnings);
    return { code: verdict.ok ? 0 : 1, out, err: "" };
  } catch (error) {
    if (error instanceof ArgumentError) return { code: 2, out: "", err: `replay: ${error.message}\n\n${usage(call)}` };
    if (!(error instanceof JournalError || error instanceof CodecError)) throw error;
    const out = json ? JSON.stringify({ ticks: 0, hash: null, ok: false, error: error.message }) : "";
    return { code: 1, out, err: `replay: ${error.message}${hintFor(error)}` };
  }
}

/** Rules of other versions than the source's are kept by the server that ran them. */
function hintFor(error: Error): string {
  if (!(error instanceof JournalError) || error.problem !== "machine") return "";
  return "\nThe server that wrote it keeps those rules in its data folder: name that folder in DATA_DIR.";
}

function tickHzOf(info: { machine: string; machineVersion: number }, machines: MachineRegistry): number | null {
  try {
    return machines.find(info.machine, info.machineVersion).tickHz;
  } catch (error) {
    if (error instanceof JournalError) return null;
    throw error;
  }
}
