import { Transport } from "@colyseus/core";
import type { Serve, Server, ServerWebSocket } from "bun";
import { CLOSE } from "../../shared/wire/codes.ts";
import { TRANSPORT_LIMITS, type TransportLimits } from "../../shared/wire/limits.ts";
import { Budgets } from "../budgets/index.ts";
import type { AllowedOrigins } from "../http/origins.ts";
import type { RouteGroup } from "../http/route.ts";
import type { MountedRoute } from "../http/router.ts";
import { BunClient } from "./bun-client.ts";
import { type AddressOf, type IsSecure, peerAddress, secureBehindProxies } from "./client-address.ts";
import {
  ConnectionCounter,
  type ConnectionTable,
  type ReadConnections,
  readSystemConnections,
  tablesOf,
} from "./connection-counter.ts";
import { CpuMeter } from "./cpu-meter.ts";
import { DelayLine, type Schedule } from "./delay-line.ts";
import { framesOf } from "./frames.ts";
import { HttpFront } from "./http.ts";
import { Joins } from "./joins.ts";
import { NO_METRICS, type TransportMetrics } from "./metrics.ts";
import { PlainSocket, type SocketRoute } from "./plain-socket.ts";
import { Requests } from "./requests.ts";
import { SendBatch } from "./send-batch.ts";
import { type SenderOf, senderResolver } from "./sender.ts";
import type { JoinRequest, Peer, SocketData, SocketOptions, SocketOwner } from "./socket-data.ts";

export interface BunTransportOptions {
  /** The application's own routes: its page, its API, `/healthz`, `/readyz`, `/metrics`. */
  readonly http?: readonly RouteGroup[];
  /** Paths where the application takes sockets of its own. */
  readonly sockets?: Readonly<Record<string, SocketRoute>>;
  /** Replaces rows of {@link TRANSPORT_LIMITS}. */
  readonly limits?: Partial<TransportLimits>;
  readonly metrics?: TransportMetrics;
  /** Default: `"same-host"`. */
  readonly allowedOrigins?: AllowedOrigins;
  /** PEM text. With it, the port speaks TLS only. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Default: the peer's. */
  readonly addressOf?: AddressOf;
  /** Default: with the bounds of `BUDGETS`. */
  readonly budgets?: Budgets;
  /** Default: by `addressOf`. */
  readonly senderOf?: SenderOf;
  /** Path below which a proxy has this server, whether or not it takes that off: "" or `/PATH`. Default: "". */
  readonly basePath?: string;
  /** Whether a browser came by HTTPS. Default: by this port's own. */
  readonly isSecure?: IsSecure;
  /** Whether the other ends of connections are proxies, which have those of many senders. Default: false. */
  readonly behindProxies?: boolean;
  /** Default: the system's own. */
  readonly readConnections?: ReadConnections;
  /** An error that is this server's own fault. Default: `console.error`. */
  readonly report?: (error: unknown) => void;
  /** Monotonic milliseconds; virtual in tests. */
  readonly now?: () => number;
  /** Timer of {@link BunTransport.simulateLatency}; virtual in tests. */
  readonly schedule?: Schedule;
}

/** Bun closes larger frames itself, with 1009 and no name; up to here the close says what was wrong. */
const NAMED_FRAME_FACTOR = 4;
/** The same for HTTP bodies. */
const NAMED_BODY_FACTOR = 4;
const TOO_BIG = "Received too big message";

/**
 * Colyseus' transport on `Bun.serve`: pages, matchmaking and room sockets on one port. Give it to core's `Server`, whose
 * `listen(port, host)` opens the port; port 0 picks a free one.
 */
export class BunTransport extends Transport {
  /** Resolves when a shutdown is over, within `shutdownGraceMs`. */
  readonly stopped: Promise<void>;
  readonly #options: BunTransportOptions;
  readonly #socketOptions: SocketOptions;
  readonly #http: HttpFront;
  readonly #requests: Requests;
  readonly #joins: Joins;
  /** Of any kind, as of the last sweep. */
  readonly connections: ConnectionCounter;
  readonly #peers = new Set<Peer>();
  #listener: Server<SocketData> | null = null;
  #timers: readonly Timer[] = [];
  #connectionTables: readonly ConnectionTable[] = [];
  #stopping = false;
  #resolveStopped!: () => void;

  constructor(options: BunTransportOptions = {}) {
    super();
    this.stopped = new Promise((resolve) => {
      this.#resolveStopped = resolve;
    });
    this.#options = options;
    const now = options.now ?? (() => performance.now());
    const budgets = options.budgets ?? new Budgets({ now });
    this.#socketOptions = {
      limits: { ...TRANSPORT_LIMITS, ...options.limits },
      metrics: options.metrics ?? NO_METRICS,
      budgets,
      now,
      cpu: new CpuMeter(),
      delayLine: new DelayLine(now, options.schedule ?? ((run, delayMs) => setTimeout(run, delayMs))),
      batch: new SendBatch(),
      report: options.report ?? console.error,
    };
    this.connections = new ConnectionCounter(budgets, options.readConnections ?? readSystemConnections);
    this.#joins = new Joins(this.#socketOptions);
    const { allowedOrigins = "same-host", isSecure = secureBehindProxies(0), http = [] } = options;
    this.#http = new HttpFront({ ...this.#socketOptions, allowedOrigins, isSecure }, http);
    const { addressOf = peerAddress, sockets = {}, basePath = "", behindProxies = false } = options;
    const { senderOf = senderResolver(addressOf, null) } = options;
    const { connections } = this;
    this.#requests = new Requests({
      ...{ http: this.#http, sockets, budgets, connections },
      ...{ addressOf, senderOf, basePath, behindProxies },
    });
  }

  /** The port listened on; 0 while it does not listen. */
  get port(): number {
    return this.#listener?.port ?? 0;
  }

  /** Every HTTP route there is. */
  get routes(): readonly MountedRoute[] {
    return this.#http.router.routes;
  }

  get sockets(): number {
    return this.#peers.size;
  }

  /** HTTP requests whose answers are not sent whole yet. */
  get openRequests(): number {
    return this.#listener?.pendingRequests ?? 0;
  }

  /** Unsent bytes of all sockets. */
  get bufferedBytes(): number {
    let sum = 0;
    for (const peer of this.#peers) sum += peer.bufferedBytes;
    return sum;
  }

  /** `listening` is called at once, with the error if the port cannot be had. */
  override listen(
    port?: number | string,
    host?: string,
    _backlog?: number,
    listening?: (error?: unknown) => void,
  ): this {
    try {
      this.#listener = Bun.serve(this.#serveOptions(Number(port ?? 0), host));
    } catch (error) {
      if (listening === undefined) throw error;
      listening(error);
      return this;
    }
    this.#connectionTables = tablesOf(host);
    const { sweepMs, countConnectionsMs } = this.#socketOptions.limits;
    this.#timers = [
      setInterval(() => this.sweep(), sweepMs),
      setInterval(() => void this.countConnections(), countConnectionsMs),
    ];
    for (const timer of this.#timers) timer.unref();
    listening?.();
    return this;
  }

  /** Core's own routes are among the table of routes, with their bounds. */
  override bindRouter(): void {}

  /** Delays everything sent from now on by `milliseconds`, in order, for the sockets of this transport only. */
  override simulateLatency(milliseconds: number): void {
    this.#socketOptions.delayLine.delayMs = milliseconds;
  }

  /** Pings silent sockets and ends dead or lagging ones; its own timer calls this every `sweepMs`. */
  sweep(): void {
    const nowMs = this.#socketOptions.now();
    for (const peer of this.#peers) peer.sweep(nowMs);
  }

  /** Counts connections anew, and ends idle ones while there are too many; its own timer calls this every `countConnectionsMs`. */
  async countConnections(): Promise<void> {
    await this.connections.refresh(this.port, this.#connectionTables);
    if (this.connections.isFull) this.#listener?.closeIdleConnections();
  }

  /** Stops listening and tells every client to come back soon. {@link stopped} says when that is done. */
  override shutdown(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const peer of this.#peers) peer.end(CLOSE.restarting);
    const listener = this.#listener;
    if (listener === null) {
      this.#resolveStopped();
      return;
    }
    const finish = () => {
      clearTimeout(deadline);
      void listener.stop(true);
      this.#resolveStopped();
    };
    const deadline = setTimeout(finish, this.#socketOptions.limits.shutdownGraceMs);
    // The close frames are written in this turn's microtasks; only then may idle connections go.
    setTimeout(() => void listener.stop().then(finish), 0);
  }

  #serveOptions(port: number, hostname: string | undefined): Serve.Options<SocketData, string> {
    const { limits } = this.#socketOptions;
    const { tls } = this.#options;
    return {
      port,
      ...(hostname !== undefined && { hostname }),
      ...(tls && { tls: { cert: tls.cert, key: tls.key } }),
      development: false,
      // Bun shares a port by default outside development: a second server would take half of the connections.
      reusePort: false,
      maxRequestBodySize: limits.bodyBytes * NAMED_BODY_FACTOR,
      // A request's body that stands still, and an answer that is not read, end after this, as does a connection that was
      // answered; one that never asked, or sent half a head, after UNASKED_CONNECTION_S.
      idleTimeout: limits.requestIdleS,
      fetch: (request, server) => this.#requests.answer(request, server, this.#stopping),
      error: (error) => {
        this.#socketOptions.report(error);
        return new Response("internal server error", { status: 500 });
      },
      websocket: {
        maxPayloadLength: limits.frameBytes * NAMED_FRAME_FACTOR,
        // The sweep pings, because Bun's idle time starts again with every send. What it bounds is how long Bun holds
        // unsent bytes of a socket that was closed and whose peer does not read.
        idleTimeout: Math.ceil(limits.silenceMs / 1000),
        sendPings: false,
        // Past this Bun drops frames, so it lies beyond the bound at which the socket ends.
        backpressureLimit: limits.backlogHardBytes * 4,
        perMessageDeflate: false,
        open: (ws) => this.#open(ws),
        message: (ws, frame) => ws.data.peer?.receive(frame),
        ping: (ws) => ws.data.peer?.receiveControl(),
        pong: (ws) => ws.data.peer?.receiveControl(),
        drain: (ws) => ws.data.peer?.drained?.(),
        close: (ws, code, reason) => this.#closed(ws, code, reason),
        error: (error) => this.#socketOptions.report(error),
      },
    };
  }

  #open(ws: ServerWebSocket<SocketData>): void {
    const wish = ws.data.purpose as JoinRequest | SocketOwner;
    ws.data.purpose = null;
    if ("handler" in wish) {
      const socket = new PlainSocket(ws, wish, this.#socketOptions);
      this.#hold(ws, socket);
      socket.opened();
      return;
    }
    const client = new BunClient(wish.sessionId, ws, this.#socketOptions, wish.sender, framesOf(wish.roomId));
    client.attempt = wish.attempt;
    this.#hold(ws, client);
    void this.#joins.join(client, wish, ws.data);
  }

  #hold(ws: ServerWebSocket<SocketData>, peer: Peer): void {
    ws.data.peer = peer;
    this.#peers.add(peer);
  }

  #closed(ws: ServerWebSocket<SocketData>, code: number, reason: string): void {
    const { peer, permit } = ws.data;
    permit.release();
    if (peer === null) return;
    this.#peers.delete(peer);
    if (reason === TOO_BIG) this.#socketOptions.metrics.frameRefused("frameTooLarge");
    peer.closed(code, reason);
  }
}
