import type { Budgets } from "../budgets/index.ts";
import type { RouteGroup } from "../http/route.ts";
import { Router } from "../http/router.ts";
import { peerAddress } from "../transport/client-address.ts";
import { senderResolver } from "../transport/sender.ts";

export interface OpsServerOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly groups: readonly RouteGroup[];
  readonly budgets: Budgets;
  readonly report: (error: unknown) => void;
}

export interface OpsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a server for operators on its own address. Throws the system's error if the address is not available. */
export function startOpsServer({ host, port, groups, budgets, report }: OpsServerOptions): OpsServer {
  const router = new Router(
    { allowedOrigins: "same-host", budgets, isSecure: () => false, explain: (error) => error, report },
    groups,
  );
  const senderOf = senderResolver(peerAddress, null);
  const server = Bun.serve({
    hostname: host,
    port,
    reusePort: false,
    development: false,
    maxRequestBodySize: 0,
    fetch(request, listener) {
      const url = URL.parse(request.url, "http://localhost");
      if (url === null) return new Response(null, { status: 400 });
      const sender = senderOf(request, listener);
      const idle = (seconds: number) => listener.timeout(request, seconds);
      return router.handle(request, { url, sender, ip: sender.address, idle });
    },
  });
  return { port: server.port ?? port, stop: () => server.stop(true) };
}
