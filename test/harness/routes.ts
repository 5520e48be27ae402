import { Budgets, type BudgetsOptions } from "../../server/budgets/index.ts";
import type { RouteGroup } from "../../server/http/route.ts";
import { Router } from "../../server/http/router.ts";

export interface AskedRoutes {
  readonly router: Router;
  /** What no route explained. */
  readonly reports: unknown[];
  /** For how long the last answer's connection may stand still, s; null: as long as any. */
  idleS: number | null;
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** Answers requests by routes, without a port. */
export function askRoutes(groups: readonly RouteGroup[], options: Partial<BudgetsOptions> = {}): AskedRoutes {
  const reports: unknown[] = [];
  const router = new Router(
    {
      allowedOrigins: "same-host",
      budgets: new Budgets({ now: () => 0, ...options }),
      isSecure: (_, { protocol }) => protocol === "https:",
      explain: (error) => error,
      report: (error) => void reports.push(error),
    },
    groups,
  );
  const sender = { address: "203.0.113.7", identity: null, load: false };
  const asked: AskedRoutes = {
    ...{ router, reports },
    idleS: null,
    ask(path, init) {
      const request = new Request(`http://x${path}`, init);
      const idle = (seconds: number) => {
        asked.idleS = seconds;
      };
      return router.handle(request, { url: new URL(request.url), sender, ip: sender.address, idle });
    },
  };
  return asked;
}
