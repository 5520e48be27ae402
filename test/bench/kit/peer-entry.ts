import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../harness/sources.ts";
import { PEERS, type PeerName } from "./peer.ts";

export type EngineName = "Bun" | "Node";

const NODE = join(ROOT, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");

/** nengi needs a native WebSocket library that was last built for Node 14; the peer gives its instance another. */
const withoutNative: Bun.BunPlugin = {
  name: "nengi as source, without its sockets",
  setup(build) {
    build.onResolve({ filter: /^nengi$/ }, () => ({ path: join(PEERS, "node_modules", "nengi", "index-es6.js") }));
    build.onResolve({ filter: /^@clusterws\/cws$/ }, () => ({ path: "cws", namespace: "none" }));
    build.onLoad({ filter: /.*/, namespace: "none" }, () => ({
      contents: "export class WebSocketServer {}; export const WebSocket = null;",
    }));
  },
};

/** What runs a peer's server; null: its engine is not installed. */
export async function peerCommand(name: PeerName, engine: EngineName): Promise<readonly string[] | null> {
  const source = join(PEERS, `${name}.ts`);
  if (engine === "Bun") return [process.execPath, source];
  if (!existsSync(NODE)) return null;
  // One file for Node, so that neither its rules on imports nor its age matter.
  const outdir = join(PEERS, "node_modules", ".bench");
  await mkdir(outdir, { recursive: true });
  const built = await Bun.build({
    entrypoints: [source],
    outdir,
    target: "node",
    format: "esm",
    naming: "[name].mjs",
    external: ["ws", "socket.io", "socket.io-msgpack-parser", "@colyseus/*"],
    plugins: [withoutNative],
  });
  if (!built.success) throw new AggregateError(built.logs, `could not bundle ${name}`);
  return [NODE, join(outdir, `${name}.mjs`)];
}

/** Installs the peers' packages from their lockfile, where that was not done yet; whether it had to. */
export async function installPeers(tell: (text: string) => void): Promise<boolean> {
  const lock = await Bun.file(join(PEERS, "bun.lock")).text();
  const stamp = Bun.file(join(PEERS, "node_modules", ".orrery-install"));
  if ((await stamp.exists()) && (await stamp.text()) === lock) return false;
  tell("installing the peers' packages …");
  const child = Bun.spawn([process.execPath, "install", "--frozen-lockfile"], {
    cwd: PEERS,
    stdout: "ignore",
    stderr: "pipe",
  });
  const problem = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`could not install the peers' packages:\n${problem}`);
  await stamp.write(lock);
  return true;
}
