export interface Row {
  readonly case: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** Of this to what stands beside it. */
  readonly ratio?: number;
}

export interface Target {
  readonly name: string;
  /** At most this; at least, where {@link atLeast} says so. */
  readonly target: number;
  readonly measured: number;
  readonly met: boolean;
  readonly atLeast?: true;
}

/** What one suite measured; `--json` prints it as the last line. */
export interface Report {
  readonly suite: string;
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
}

export interface SuiteOptions {
  /** Once and short: for working on the benchmarks. */
  readonly quick: boolean;
  /** Progress, for people. */
  readonly tell: (text: string) => void;
}

export function atMost(name: string, target: number, measured: number): Target {
  return { name, target, measured, met: measured <= target };
}

export function atLeast(name: string, target: number, measured: number): Target {
  return { name, target, measured, met: measured >= target, atLeast: true };
}

const figure = (value: number) =>
  Number.isFinite(value) ? Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 4 }) : "–";

const labelOf = ({ metric, unit }: Row) => (unit === "" ? metric : `${metric}, ${unit}`);

/** For people: a line a case, ratios first. */
export function text({ suite, rows, targets }: Report): string {
  const cases = [...new Set(rows.map((row) => row.case))];
  const metrics = [...new Set(rows.map(labelOf))];
  const find = (of: string, metric: string) => rows.find((row) => row.case === of && labelOf(row) === metric);
  const rated = metrics.filter((metric) => rows.some((row) => row.ratio !== undefined && labelOf(row) === metric));
  const narrow = metrics.length > 10;
  const table = narrow
    ? rows.map((row) => [
        row.case,
        row.metric,
        `${figure(row.value)} ${row.unit}`,
        row.ratio === undefined ? "" : `× ${figure(row.ratio)}`,
      ])
    : [
        [suite, ...rated.map((metric) => `× ${metric.split(",")[0]}`), ...metrics],
        ...cases.map((of) => [
          of,
          ...rated.map((metric) => figure(find(of, metric)?.ratio ?? Number.NaN)),
          ...metrics.map((metric) => figure(find(of, metric)?.value ?? Number.NaN)),
        ]),
      ];
  const lines = narrow ? [suite, ...aligned(table)] : aligned(table);
  for (const { name, target, measured, met, atLeast } of targets)
    lines.push(
      `  ${met ? "met" : "MISSED"}: ${name}: ${figure(measured)}, ${atLeast ? "at least" : "at most"} ${figure(target)}`,
    );
  return lines.join("\n");
}

function aligned(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  return table.map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join("  ")}`.trimEnd(),
  );
}
