import { DATA_HEADERS } from "../http/headers.ts";
import { type RouteGroup, route } from "../http/route.ts";
import type { Health } from "./health.ts";
import type { Registry } from "./metrics.ts";

export interface HealthRoutesOptions {
  readonly health: Health;
  /** Why no new players can join; null: they can. */
  readonly notReady: () => string | null;
  /** Warnings that do not keep players out. One line each. */
  readonly warnings: () => readonly string[];
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** It samples every part of the server. */
const METRICS_COST = 20;

/** `/healthz` and `/readyz`. */
export function healthRoutes({ health, notReady, warnings, now }: HealthRoutesOptions): RouteGroup {
  return {
    table: {
      "/healthz": { GET: route({ right: "everyone", answer: () => verdict(health.problems(now())) }) },
      "/readyz": {
        GET: route({
          right: "everyone",
          answer() {
            const reason = notReady();
            return verdict(reason === null ? health.problems(now()) : [reason], warnings());
          },
        }),
      },
    },
  };
}

/** `/metrics`. */
export function metricsRoutes(registry: Registry): RouteGroup {
  return {
    table: {
      "/metrics": {
        GET: route({
          right: "everyone",
          cost: METRICS_COST,
          answer: () => text(registry.text(), 200, "text/plain; version=0.0.4; charset=utf-8"),
        }),
      },
    },
  };
}

function verdict(problems: readonly string[], warnings: readonly string[] = []): Response {
  const lines = problems.length === 0 ? ["ok", ...warnings] : problems;
  return text(`${lines.join("\n")}\n`, problems.length === 0 ? 200 : 503);
}

function text(body: string, status: number, type = "text/plain; charset=utf-8"): Response {
  return new Response(body, { status, headers: { ...DATA_HEADERS, "Content-Type": type } });
}
