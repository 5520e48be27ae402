import type { Dialect } from "./dialect.ts";

/** Peers' clients are imported only where they are asked for: their packages come with the benchmark. */
const DIALECTS = {
  arena: async () => (await import("./arena.ts")).arenaDialect,
  stock: async () => (await import("../peers/load/stock.ts")).stockDialect,
  packed: async () => (await import("../peers/load/packed.ts")).packedDialect,
  socketio: async () => (await import("../peers/load/socketio.ts")).socketioDialect,
  nengi: async () => (await import("../peers/load/nengi.ts")).nengiDialect,
} as const satisfies Record<string, () => Promise<(url: string, playersPerRoom: number) => Dialect>>;

export type DialectName = keyof typeof DIALECTS;

export async function openDialect(name: DialectName, url: string, playersPerRoom: number): Promise<Dialect> {
  return (await DIALECTS[name]())(url, playersPerRoom);
}
