import type { Socket } from "bun";
import { createRandom, nextBelow } from "../../shared/math/random.ts";

export interface LinkProfile {
  /** One way, each way. */
  readonly delayMs: number;
  /** Added to each chunk, from 0 to this; bytes stay in order, as TCP keeps them. */
  readonly jitterMs: number;
}

interface Lane {
  /** When the last chunk of this direction is due: a later one never overtakes it. */
  dueMs: number;
  queue: { dueMs: number; bytes: Uint8Array }[];
  timer: ReturnType<typeof setTimeout> | null;
}

interface End {
  peer: Socket<End> | null;
  readonly lane: Lane;
  pending: Uint8Array[];
}

/**
 * A loopback TCP proxy with a slow network inside: everything sent to `port` reaches `target` later, and back.
 * Delays are drawn from `seed`.
 */
export function openSlowLink(target: { port: number }, profile: LinkProfile, seed = 1) {
  const random = createRandom(seed);
  const sockets = new Set<Socket<End>>();
  let taken = 0;
  const newEnd = (): End => ({ peer: null, lane: { dueMs: 0, queue: [], timer: null }, pending: [] });

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
    lane.dueMs = Math.max(
      lane.dueMs,
      performance.now() + profile.delayMs + nextBelow(random, Math.floor(profile.jitterMs * 1000) + 1) / 1000,
    );
    lane.queue.push({ dueMs: lane.dueMs, bytes: bytes.slice() });
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
    port: 0,
    socket: {
      ...handlers,
      async open(near) {
        near.data = newEnd();
        taken++;
        sockets.add(near);
        near.pause();
        const far = await Bun.connect<End>({
          hostname: "127.0.0.1",
          port: target.port,
          data: newEnd(),
          socket: handlers,
        }).catch(() => null);
        if (far === null) return void near.end();
        near.data.peer = far;
        far.data.peer = near;
        sockets.add(far);
        near.resume();
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
