/** One look at a process that runs for long. */
export interface Sample {
  /** Since the run began; virtual where its time is. */
  readonly atS: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface Slope {
  readonly name: string;
  readonly samples: number;
  readonly mean: number;
  readonly last: number;
  /** Least squares. */
  readonly perHour: number;
  /** What the fitted line rises over the part of the run that counts. */
  readonly rise: number;
  readonly mostRise: number;
  readonly flat: boolean;
}

/** How much a number may rise over a whole run and still count as flat: a share of its mean, and so much besides. */
export interface Flat {
  readonly share: number;
  readonly besides: number;
}

/** The first part of a run, in which caches fill. */
const SETTLING_SHARE = 0.25;

/** Fits a line to each number named in `flat`, without the run's first quarter. */
export function slopes(samples: readonly Sample[], flat: Readonly<Record<string, Flat>>): Slope[] {
  const settled = samples.slice(Math.floor(samples.length * SETTLING_SHARE));
  return Object.entries(flat).map(([name, { share, besides }]) => {
    const points = settled.map(({ atS, values }) => ({ x: atS, y: values[name] ?? Number.NaN }));
    const mean = average(points.map(({ y }) => y));
    const middle = average(points.map(({ x }) => x));
    const spread = points.reduce((sum, { x }) => sum + (x - middle) ** 2, 0);
    const perS = spread === 0 ? 0 : points.reduce((sum, { x, y }) => sum + (x - middle) * (y - mean), 0) / spread;
    const rise = perS * ((points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0));
    const mostRise = share * mean + besides;
    const last = points.at(-1)?.y ?? Number.NaN;
    return { name, samples: points.length, mean, last, perHour: perS * 3_600, rise, mostRise, flat: rise <= mostRise };
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function slopeTable(rows: readonly Slope[]): string {
  const number = (value: number) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));
  return rows
    .map(
      ({ name, mean, perHour, rise, mostRise, flat }) =>
        `${flat ? "flat " : "RISES"} ${name.padEnd(16)} mean ${number(mean)}, ${number(perHour)} an hour, rose ${number(rise)} of at most ${number(mostRise)}`,
    )
    .join("\n");
}
