import { readCommands, type Segment, type Timeline, type Verdict } from "../../shared/journal/index.ts";

export interface Info {
  readonly machine: string;
  readonly machineVersion: number;
  readonly build: string;
  readonly roomId: string;
  readonly seed: number;
  readonly configBytes: number;
  readonly firstTick: number;
  readonly lastTick: number;
  readonly segments: number;
  readonly bytes: number;
  readonly commands: number;
  readonly commandBytes: number;
  readonly hashes: number;
  readonly snapshots: number;
  readonly snapshotBytes: number;
  readonly gaps: Timeline["gaps"];
  readonly fault: { readonly tick: number; readonly message: string } | null;
  readonly end: string | null;
  readonly warnings: readonly string[];
}

export function infoOf(timeline: Timeline, segments: readonly Segment[]): Info {
  const { header, firstTick, lastTick, hashes, gaps, fault, end, warnings } = timeline;
  const { machine, machineVersion, build, roomId, seed, config } = header;
  let [commands, commandBytes] = [0, 0];
  for (const { body, after } of timeline.spans)
    for (const entry of readCommands(body, after)) {
      commands += entry.commands.length;
      for (const command of entry.commands) commandBytes += command.length;
    }
  const worlds = timeline.starts.flatMap(({ world }) => world ?? []);
  return {
    machine,
    machineVersion,
    build,
    roomId,
    seed,
    configBytes: config.length,
    firstTick,
    lastTick,
    segments: segments.length,
    bytes: segments.reduce((sum, { bytes }) => sum + bytes.length, 0),
    commands,
    commandBytes,
    hashes: hashes.length,
    snapshots: worlds.length,
    snapshotBytes: worlds.reduce((sum, world) => sum + world.length, 0),
    fault: fault === null ? null : { tick: fault.tick, message: fault.message },
    gaps,
    end: end?.reason ?? null,
    warnings,
  };
}

export function infoText(info: Info, tickHz: number | null): string {
  const ticks = info.lastTick - info.firstTick;
  const length = tickHz === null ? "" : `, ${(ticks / tickHz).toFixed(1)} s`;
  return table([
    ["machine", `${info.machine} version ${info.machineVersion}${tickHz === null ? " (cannot be replayed here)" : ""}`],
    ["build", info.build],
    ["room", info.roomId],
    ["seed", `${info.seed}`],
    ["ticks", `${info.firstTick} to ${info.lastTick}${length}`],
    ["size", `${info.bytes} bytes in ${info.segments} segments`],
    ["commands", `${info.commands}, ${info.commandBytes} bytes`],
    ["snapshots", `${info.snapshots}, ${info.snapshotBytes} bytes`],
    ["hashes", `${info.hashes}`],
    ["end", info.end ?? "none"],
    ...(info.fault === null
      ? []
      : [["fault", `the step to tick ${info.fault.tick} threw ${info.fault.message}`] as const]),
    ...info.gaps.map(({ after, tick }) => ["gap", `missing between ticks ${after} and ${tick}`] as const),
    ...info.warnings.map((warning) => ["warning", warning] as const),
  ]);
}

export function verdictText(verdict: Verdict, warnings: readonly string[]): string {
  const { mismatch, fault } = verdict;
  const played = `${verdict.ticks} ticks played, ${verdict.compared} hashes compared, hash ${verdict.hash}`;
  return table([
    [verdict.ok ? "ok" : "not ok", played],
    ...(mismatch === undefined
      ? []
      : [
          [
            "mismatch",
            `at tick ${mismatch.tick} the journal has ${mismatch.expected}, replay gives ${mismatch.found}`,
          ] as const,
        ]),
    ...(fault === undefined
      ? []
      : [
          [
            "fault",
            `at tick ${fault.tick} the journal has ${fault.recorded ?? "none"}, replay gives ${fault.found ?? "none"}`,
          ] as const,
        ]),
    ...verdict.gaps.map(({ after, tick }) => ["gap", `unverifiable between ticks ${after} and ${tick}`] as const),
    ...warnings.map((warning) => ["warning", warning] as const),
  ]);
}

function table(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([name, text]) => `${name.padEnd(10)} ${text}`).join("\n");
}
