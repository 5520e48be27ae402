import { createServer, type IncomingMessage, request } from "node:http";
import type { Duplex } from "node:stream";

/** An HTTP proxy on loopback that has one server below a path, and nothing else. */
export interface PrefixProxy {
  readonly port: number;
  /** Of the server's page, with a slash at the end. */
  readonly url: string;
  /** Paths asked of the server, as they reached it. */
  readonly asked: string[];
  /** Says where the server is. */
  lead(port: number): void;
  close(): void;
}

/** @param prefix such as `/play`, @param strips whether the server is asked without it */
export async function prefixProxy(prefix: string, strips: boolean): Promise<PrefixProxy> {
  let target = 0;
  const asked: string[] = [];
  const open = new Set<Duplex>();

  /** null: below another path. */
  function forward({ method, url = "", headers }: IncomingMessage) {
    if (url !== prefix && !url.startsWith(`${prefix}/`) && !url.startsWith(`${prefix}?`)) return null;
    const path = strips ? url.slice(prefix.length) || "/" : url;
    asked.push(path);
    return request({ host: "127.0.0.1", port: target, method, path, headers });
  }

  const server = createServer((near, answer) => {
    const far = forward(near);
    if (far === null) {
      answer.writeHead(404).end("not here");
      return;
    }
    far.on("response", (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    far.on("error", () => answer.destroy());
    near.pipe(far);
  });
  server.on("upgrade", (near: IncomingMessage, socket: Duplex, head: Buffer) => {
    const far = forward(near);
    if (far === null) {
      socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
      return;
    }
    far.on("upgrade", (from, other, first) => {
      const lines = Object.entries(from.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`);
      socket.write(first);
      other.write(head);
      for (const [one, two] of [
        [socket, other],
        [other, socket],
      ] as const) {
        open.add(one);
        one.pipe(two);
        one.on("error", () => two.destroy());
        one.on("close", () => two.destroy());
      }
    });
    far.on("response", (from) => socket.end(`HTTP/1.1 ${from.statusCode} Refused\r\n\r\n`));
    far.on("error", () => socket.destroy());
    far.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    ...{ port: address.port, url: `http://127.0.0.1:${address.port}${prefix}/`, asked },
    lead(port) {
      target = port;
    },
    close() {
      server.closeAllConnections();
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
