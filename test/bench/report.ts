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
  readonly target: number;
  readonly measured: number;
  readonly met: boolean;
}

/** What one suite measured; `--json` prints it as the last line. */
export interface Report {
  readonly suite: string;
  readonly rows: readonly Row[];
  readonly targets: readonly Target[];
}

const round = (value: number) => Number(value.toPrecision(4));

/** For people: ratios first. */
export function text({ suite, rows, targets }: Report): string {
  const lines = [suite];
  for (const row of rows.toSorted((a, b) => Number(b.ratio !== undefined) - Number(a.ratio !== undefined)))
    lines.push(
      `  ${row.case}: ${row.metric} ${round(row.value)} ${row.unit}${row.ratio === undefined ? "" : `, × ${round(row.ratio)}`}`,
    );
  for (const { name, target, measured, met } of targets)
    lines.push(`  ${met ? "met" : "MISSED"}: ${name}: ${round(measured)}, at most ${target}`);
  return lines.join("\n");
}
