import { join } from "node:path";
import { LineChild } from "./line-child.ts";
import { discRadiusPx } from "./map.ts";
import type { Running, ServerCounts } from "./subject.ts";

export type PeerName = "bare" | "stock" | "packed" | "socketio" | "nengi";

/** A peer's server. @param command what runs it: an engine and its file */
export async function startPeer(name: PeerName, command: readonly string[], players: number): Promise<Running> {
  const order = JSON.stringify({ players, radiusPx: discRadiusPx(players) });
  const child = new LineChild([...command, order], { NODE_ENV: "production" });
  const { port } = (await child.line()) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    dialect: name === "bare" ? "packed" : name,
    async counts() {
      const counts = (await child.ask("count")) as Omit<ServerCounts, "atMs">;
      return { ...counts, atMs: performance.now() };
    },
    pace: async () => (await child.ask("pace")) as Awaited<ReturnType<Running["pace"]>>,
    stop: () => child.stop(),
  };
}

export const PEERS = join(import.meta.dirname, "..", "peers");
