interface Bucket {
  /** Upper bound. */
  readonly le: number;
  /** Values up to it. */
  readonly below: number;
}

/** One reading of `/metrics`. */
export class Metrics {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  static async read(url: string): Promise<Metrics> {
    return new Metrics(await (await fetch(`${url}/metrics`)).text());
  }

  /** Throws where there is no such number. */
  number(name: string): number {
    const found = this.#text.match(new RegExp(`^${name} (\\S+)$`, "m"));
    if (found === null) throw new Error(`the server has no number called ${name}`);
    return Number(found[1]);
  }

  buckets(name: string): Bucket[] {
    return [...this.#text.matchAll(new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\S+)$`, "gm"))].map(
      ([, le, below]) => ({ le: le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le), below: Number(below) }),
    );
  }
}

/** A quantile of what a histogram saw between two readings: linear within its bucket, as Prometheus' `histogram_quantile`. */
export function quantileBetween(before: Metrics, after: Metrics, name: string, share: number): number {
  const old = before.buckets(name);
  const seen = after.buckets(name).map(({ le, below }, i) => ({ le, below: below - (old[i]?.below ?? 0) }));
  const wanted = (seen.at(-1)?.below ?? 0) * share;
  let lower: Bucket = { le: 0, below: 0 };
  for (const bucket of seen) {
    if (bucket.below >= wanted && bucket.below > lower.below) {
      if (bucket.le === Number.POSITIVE_INFINITY) return lower.le;
      return lower.le + ((bucket.le - lower.le) * (wanted - lower.below)) / (bucket.below - lower.below);
    }
    lower = bucket;
  }
  return 0;
}
