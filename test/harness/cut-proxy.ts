import { connect, createServer, type Socket } from "node:net";

/** A proxy on loopback whose connections can be cut, wherever in a message they are. */
export interface CutProxy {
  readonly url: string;
  /** Ends every connection at once; returns how many. */
  cut(): number;
  close(): void;
}

export async function cutProxy(port: number): Promise<CutProxy> {
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      open.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const cut = () => {
    const count = open.size / 2;
    for (const socket of open) socket.destroy();
    return count;
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
