import type { Socket } from "bun";
import { createRandom, nextUint32 } from "../../shared/math/random.ts";
import { Delays, type LinkProfile, nextIn, Stalls } from "./link.ts";

interface Lane {
  readonly delays: Delays;
  queue: { dueMs: number; bytes: Uint8Array }[];
  timer: ReturnType<typeof setTimeout> | null;
}

interface End {
  peer: Socket<End> | null;
  readonly lane: Lane;
  pending: Uint8Array[];
}

/** Where a link leads. */
export interface Target {
  /** Default: this machine. */
  readonly host?: string;
  readonly port: number;
}

/**
 * A loopback TCP proxy with a slow network inside: everything sent to it reaches `target` later, and back. Delays are drawn
 * from `seed`, apart for each connection; stalls hold up all of them together. Throws when the port is taken.
 *
 * @param port 0: any free one
 */
export function openSlowLink(target: Target, profile: LinkProfile, seed = 1, port = 0) {
  const random = createRandom(seed);
  const stalls = new Stalls(profile, seed);
  const sockets = new Set<Socket<End>>();
  let taken = 0;
  const newEnd = (way: "up" | "down"): End => {
    const delays = new Delays(profile, nextUint32(random), stalls, way);
    return { peer: null, lane: { delays, queue: [], timer: null }, pending: [] };
  };

  function write(socket: Socket<End>, bytes: Uint8Array): void {
    const { pending } = socket.data;
    if (pending.length > 0) return void pending.push(bytes);
    const sent = socket.write(bytes);
    if (sent >= 0 && sent < bytes.length) pending.push(bytes.subarray(sent));
  }

  function flush(to: Socket<End>, lane: Lane): void {
    lane.timer = null;
    while (lane.queue.length > 0 && lane.queue[0].dueMs <= performance.now())
      write(to, (lane.queue.shift() as { bytes: Uint8Array }).bytes);
    if (lane.queue.length > 0)
      lane.timer = setTimeout(() => flush(to, lane), Math.max(0, lane.queue[0].dueMs - performance.now()));
  }

  function relay(from: Socket<End>, bytes: Uint8Array): void {
    const { peer, lane } = from.data;
    if (peer === null) return;
    lane.queue.push({ dueMs: lane.delays.dueMs(performance.now()), bytes: bytes.slice() });
    lane.timer ??= setTimeout(() => flush(peer, lane), Math.max(0, lane.queue[0].dueMs - performance.now()));
  }

  const handlers = {
    data: relay,
    drain(socket: Socket<End>) {
      const waiting = socket.data.pending.splice(0);
      for (const bytes of waiting) write(socket, bytes);
    },
    close(socket: Socket<End>) {
      sockets.delete(socket);
      socket.data.peer?.end();
    },
    error() {},
  };

  const server = Bun.listen<End>({
    hostname: "127.0.0.1",
    port,
    socket: {
      ...handlers,
      async open(near) {
        near.data = newEnd("up");
        taken++;
        sockets.add(near);
        near.pause();
        const far = await Bun.connect<End>({
          hostname: target.host ?? "127.0.0.1",
          port: target.port,
          data: newEnd("down"),
          socket: handlers,
        }).catch(() => null);
        if (far === null) return void near.end();
        near.data.peer = far;
        far.data.peer = near;
        sockets.add(far);
        near.resume();
        if (profile.dropEveryS === undefined) return;
        setTimeout(() => near.terminate(), nextIn(random, profile.dropEveryS * 1000)).unref();
      },
    },
  });

  return {
    port: server.port,
    /** Connections taken so far. */
    get taken(): number {
      return taken;
    },
    /** Cuts every connection at once, as a pulled plug does; new ones are taken. */
    cut(): void {
      for (const socket of sockets) socket.terminate();
    },
    stop(): void {
      server.stop(true);
      for (const socket of sockets) socket.terminate();
    },
  };
}
