import { readFile } from "node:fs/promises";
import { isIPv4 } from "node:net";
import { addressKey, type Budgets } from "../budgets/index.ts";

/** Linux's tables of connections: one of IPv4, and one of IPv6, which has IPv4 clients of an IPv6 listener, too. */
export type ConnectionTable = "tcp" | "tcp6";

/** Reads tables of the system's connections, in Linux's form; [] where there are none. */
export type ReadConnections = (tables: readonly ConnectionTable[]) => Promise<readonly Buffer[]>;

/** Of this process's network. Each takes some milliseconds of the processor, however few connections there are. */
export const readSystemConnections: ReadConnections = async (names) => {
  const tables = names.map((name) => readFile(`/proc/self/net/${name}`).catch(() => null));
  return (await Promise.all(tables)).filter((table) => table !== null);
};

/** Where the clients of a listener stand. @param host its address or name; none: every address */
export function tablesOf(host: string | undefined): readonly ConnectionTable[] {
  return host !== undefined && isIPv4(host) ? ["tcp"] : ["tcp", "tcp6"];
}

/**
 * Bun ends a connection that never asks for anything after this, s. Neither its `idleTimeout` nor `closeIdleConnections` does
 * so sooner, and it does not tell when one is opened. Until then it counts among `connections`, by address and in all.
 */
export const UNASKED_CONNECTION_S = 12;

const NEWLINE = 10;
const COLON = 58;
const PORT_CHARS = 4;
const STATE_CHARS = 2;
/** States of connections that this process no longer has, or that are none: TIME_WAIT, CLOSE and LISTEN. */
const GONE: readonly string[] = ["06", "07", "0A"];

/**
 * Counts the connections to a port, those that never asked for anything among them: Bun tells of requests and sockets only.
 * Where the system does not tell, there are none.
 */
export class ConnectionCounter {
  readonly #budgets: Budgets;
  readonly #read: ReadConnections;
  #byAddress: ReadonlyMap<string, number> = new Map();
  #total = 0;
  #looking = false;

  constructor(budgets: Budgets, read: ReadConnections) {
    this.#budgets = budgets;
    this.#read = read;
  }

  /** As of the last look. */
  get total(): number {
    return this.#total;
  }

  /** Of the address that has most. */
  get maxOfOneAddress(): number {
    return Math.max(0, ...this.#byAddress.values());
  }

  /** Never rejects; while one look lasts, others are left out. */
  async refresh(port: number, tables: readonly ConnectionTable[]): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const counts = new Map<string, number>();
      for (const table of await this.#read(tables)) countPeers(table, port, counts);
      const byAddress = new Map<string, number>();
      this.#total = 0;
      for (const [hex, count] of counts) {
        const key = addressKey(readable(hex));
        byAddress.set(key, (byAddress.get(key) ?? 0) + count);
        this.#total += count;
      }
      this.#byAddress = byAddress;
    } finally {
      this.#looking = false;
    }
  }

  /** Whether there are more than may be, of all. */
  get isFull(): boolean {
    return this.#budgets.checkCount("connections", "process", this.#total) !== null;
  }

  /** @param address as `addressKey` gives it */
  hasTooMany(address: string): boolean {
    return this.#budgets.checkCount("connections", "address", this.#byAddress.get(address) ?? 0) !== null;
  }
}

/** How many connections to `port` there are, by the address at their other end in the system's form. */
function countPeers(table: Buffer, port: number, counts: Map<string, number>): void {
  const wanted = Buffer.from(port.toString(16).toUpperCase().padStart(PORT_CHARS, "0"));
  for (let start = table.indexOf(NEWLINE) + 1; start > 0; start = table.indexOf(NEWLINE, start) + 1) {
    // "  12: LOCAL:PORT PEER:PORT STATE …"
    const local = table.indexOf(COLON, table.indexOf(COLON, start) + 1) + 1;
    if (local === 0) return;
    if (table.compare(wanted, 0, PORT_CHARS, local, local + PORT_CHARS) !== 0) continue;
    const peer = local + PORT_CHARS + 1;
    const end = table.indexOf(COLON, peer);
    const state = end + 1 + PORT_CHARS + 1;
    if (GONE.includes(table.toString("latin1", state, state + STATE_CHARS))) continue;
    const address = table.toString("latin1", peer, end);
    counts.set(address, (counts.get(address) ?? 0) + 1);
  }
}

/** An address from the system's form: words of 32 bits, the last byte of each first. */
function readable(hex: string): string {
  const words = (hex.match(/.{8}/g) ?? []).map((word) => (word.match(/../g) ?? []).toReversed());
  if (words.length === 1) return (words[0] ?? []).map((byte) => Number.parseInt(byte, 16)).join(".");
  return words.flatMap(([a, b, c, d]) => [`${a}${b}`, `${c}${d}`]).join(":");
}
