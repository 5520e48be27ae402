import { connect, createServer, type Socket } from "node:net";

/**
 * What the way to a server does. `clear`: forwards. `silent`: forwards nothing either way, and ends nothing, as a path that died
 * without a FIN. `hung`: new connections are accepted and never answered; old ones go on. `late`: what new ones send
 * is kept, also after their end, until {@link FaultyProxy.deliver}; old ones go on. `sick`: old connections end, new ones get
 * the answer of a proxy whose server is away.
 */
export type ProxyFault = "clear" | "silent" | "hung" | "late" | "sick";

export interface FaultyProxy {
  readonly url: string;
  readonly port: number;
  /** Connections taken so far. */
  readonly taken: number;
  turn(weather: ProxyFault): void;
  /** The server is sent what was kept for it. Resolves when it has answered every connection of those. */
  deliver(): Promise<void>;
  close(): void;
}

/** As a CDN answers while the server behind it is away. */
const PROXY_PAGE = "<!doctype html><title>521: Web server is down</title><h1>Web server is down</h1>";
const SICK_ANSWER = `HTTP/1.1 521 Origin Down\r\ncontent-type: text/html\r\ncontent-length: ${PROXY_PAGE.length}\r\nconnection: close\r\n\r\n${PROXY_PAGE}`;

/** A proxy on loopback in front of a server, with weather on the way. */
export async function startFaultyProxy(port: number): Promise<FaultyProxy> {
  const open = new Set<Socket>();
  const kept: (string | Buffer)[][] = [];
  let weather: ProxyFault = "clear";
  let taken = 0;
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    taken++;
    keep(near);
    if (weather === "sick") {
      near.end(SICK_ANSWER);
      return;
    }
    if (weather === "hung") return;
    if (weather === "late") {
      const bytes: (string | Buffer)[] = [];
      kept.push(bytes);
      near.on("data", (some) => bytes.push(some));
      near.on("end", () => near.destroy());
      return;
    }
    const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    keep(far);
    // Whoever was connected in silence stays in it: its bytes are lost.
    let lost = false;
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      one.on("data", (bytes) => {
        lost ||= weather === "silent";
        if (!lost) other.write(bytes);
      });
      one.on("end", () => {
        if (!lost) other.end();
      });
      one.on("close", () => {
        if (!lost) other.destroySoon();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    get taken() {
      return taken;
    },
    async deliver() {
      const answered = kept.splice(0).map(
        (bytes) =>
          new Promise<void>((resolve) => {
            const far = connect({ port, host: "127.0.0.1" });
            keep(far);
            far.once("data", () => resolve());
            for (const some of bytes) far.write(some);
          }),
      );
      await Promise.all(answered);
    },
    turn(next) {
      weather = next;
      if (next === "sick") for (const socket of open) socket.destroy();
    },
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
