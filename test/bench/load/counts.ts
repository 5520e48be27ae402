/** Frame sizes above this count as this. */
const SIZE_MOST = 65_535;

/** What a load process heard and said since it began; sizes since they were last asked for. */
export interface LoadCounts {
  readonly joined: number;
  /** Sockets lost, and why the first was. */
  readonly lost: number;
  readonly lostWhy: string;
  readonly framesIn: number;
  /** Payload of those frames, and the same with WebSocket headers. */
  readonly payloadIn: number;
  readonly bytesIn: number;
  /** The same bytes by what frames are for. */
  readonly bytesByKind: Readonly<Record<string, number>>;
  readonly framesOut: number;
  readonly bytesOut: number;
  /** Of the frames since the last answer, payload bytes. */
  readonly sizes: { readonly p50: number; readonly p99: number; readonly most: number };
  readonly cpuS: number;
  /** How late the hands' timer ran at most since the last answer, ms. */
  readonly lateMs: number;
  readonly atMs: number;
}

export class Sizes {
  readonly #counts = new Uint32Array(SIZE_MOST + 1);
  #total = 0;

  add(bytes: number): void {
    this.#counts[Math.min(bytes, SIZE_MOST)]++;
    this.#total++;
  }

  /** What was added since the last call. */
  take(): LoadCounts["sizes"] {
    const at = (share: number) => {
      let left = Math.max(1, Math.ceil(this.#total * share));
      for (let bytes = 0; bytes <= SIZE_MOST; bytes++) {
        left -= this.#counts[bytes];
        if (left <= 0) return bytes;
      }
      return 0;
    };
    const sizes = { p50: at(0.5), p99: at(0.99), most: at(1) };
    this.#counts.fill(0);
    this.#total = 0;
    return sizes;
  }
}
