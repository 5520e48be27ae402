/** Metrics of this process in Prometheus' text format (version 0.0.4). Label values are fixed at the start. */
export interface Counter {
  /** @param by not negative */
  add(by?: number): void;
  readonly value: number;
}

export interface Gauge {
  set(value: number): void;
  readonly value: number;
}

/** A value for each of several owners; the metric is the largest. */
export interface LargestGauge {
  set(owner: string, value: number): void;
  remove(owner: string): void;
  /** 0 without owners. */
  readonly value: number;
}

export interface Histogram {
  observe(value: number): void;
  readonly count: number;
  readonly sum: number;
}

interface Family {
  readonly kind: "counter" | "gauge" | "histogram";
  readonly help: string;
  lines(name: string): string[];
}

class Cell {
  value = 0;
  add(by = 1): void {
    this.value += by;
  }
  set(value: number): void {
    this.value = value;
  }
}

class Largest implements LargestGauge {
  readonly #values = new Map<string, number>();

  set(owner: string, value: number): void {
    this.#values.set(owner, value);
  }

  remove(owner: string): void {
    this.#values.delete(owner);
  }

  get value(): number {
    let largest = 0;
    for (const value of this.#values.values()) largest = Math.max(largest, value);
    return largest;
  }
}

class FixedHistogram implements Histogram {
  count = 0;
  sum = 0;
  readonly #bounds: readonly number[];
  /** One more than bounds, for values above the last one. */
  readonly #counts: number[];

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    let at = 0;
    while (at < this.#bounds.length && value > this.#bounds[at]!) at++;
    this.#counts[at]!++;
    this.count++;
    this.sum += value;
  }

  lines(name: string): string[] {
    let below = 0;
    const buckets = this.#bounds.map((bound, at) => {
      below += this.#counts[at]!;
      return `${name}_bucket{le="${bound}"} ${below}`;
    });
    return [
      ...buckets,
      `${name}_bucket{le="+Inf"} ${this.count}`,
      `${name}_sum ${this.sum}`,
      `${name}_count ${this.count}`,
    ];
  }
}

export class Registry {
  readonly #families = new Map<string, Family>();

  counter(name: string, help: string): Counter {
    const cell = new Cell();
    this.#add(name, { kind: "counter", help, lines: (of) => [`${of} ${cell.value}`] });
    return cell;
  }

  /** One counter for each value of one label. */
  counters<Value extends string>(
    name: string,
    help: string,
    label: string,
    values: readonly Value[],
  ): Readonly<Record<Value, Counter>> {
    const cells = Object.fromEntries(values.map((value) => [value, new Cell()])) as Record<Value, Cell>;
    this.#add(name, {
      kind: "counter",
      help,
      lines: (of) => values.map((value) => `${of}{${label}="${escaped(value)}"} ${cells[value].value}`),
    });
    return cells;
  }

  gauge(name: string, help: string): Gauge {
    const cell = new Cell();
    this.#add(name, { kind: "gauge", help, lines: (of) => [`${of} ${cell.value}`] });
    return cell;
  }

  /** A gauge of the largest value of several owners. */
  largest(name: string, help: string): LargestGauge {
    const largest = new Largest();
    this.#add(name, { kind: "gauge", help, lines: (of) => [`${of} ${largest.value}`] });
    return largest;
  }

  /** A gauge that is sampled when the metrics are read. */
  sampled(name: string, help: string, sample: () => number): void {
    this.#add(name, { kind: "gauge", help, lines: (of) => [`${of} ${sample()}`] });
  }

  /** One sampled gauge for each value of one label. */
  sampledBy<Value extends string>(
    name: string,
    help: string,
    label: string,
    values: readonly Value[],
    sample: (value: Value) => number,
  ): void {
    const lines = (of: string) => values.map((value) => `${of}{${label}="${escaped(value)}"} ${sample(value)}`);
    this.#add(name, { kind: "gauge", help, lines });
  }

  /** Rows with several labels, sampled when the metrics are read; the last element of a row is its value. */
  table(
    name: string,
    {
      kind,
      help,
      labels,
    }: { readonly kind: "counter" | "gauge"; readonly help: string; readonly labels: readonly string[] },
    rows: () => Iterable<readonly [...labels: string[], value: number]>,
  ): void {
    const lines = (of: string) =>
      Array.from(rows(), (row) => {
        const values = labels.map((label, at) => `${label}="${escaped(String(row[at]))}"`);
        return `${of}{${values.join(",")}} ${row.at(-1)}`;
      });
    this.#add(name, { kind, help, lines });
  }

  /** @param bounds upper bounds of the buckets, ascending */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const histogram = new FixedHistogram(bounds);
    this.#add(name, { kind: "histogram", help, lines: (of) => histogram.lines(of) });
    return histogram;
  }

  /** The whole text, families in the order of registration. */
  text(): string {
    let text = "";
    for (const [name, { kind, help, lines }] of this.#families) {
      text += `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${lines(name)
        .map((line) => `${line}\n`)
        .join("")}`;
    }
    return text;
  }

  #add(name: string, family: Family): void {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`not a metric name: ${name}`);
    if (this.#families.has(name)) throw new Error(`metric ${name} exists already`);
    this.#families.set(name, family);
  }
}

function escaped(label: string): string {
  return label.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
}
