import { DATA_HEADERS } from "../transport/headers.ts";
import type { Health } from "./health.ts";
import type { Registry } from "./metrics.ts";

export interface OpsParts {
  readonly health: Health;
  readonly registry: Registry;
  /** Why no new player can be taken now; null: they can. */
  readonly notReady: () => string | null;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** `/healthz`, `/readyz` and `/metrics` as routes of `Bun.serve`. */
export function opsRoutes({ health, registry, notReady, now }: OpsParts) {
  return {
    "/healthz": { GET: () => verdict(health.problems(now())) },
    "/readyz": {
      GET: () => {
        const reason = notReady();
        return verdict(reason === null ? health.problems(now()) : [reason]);
      },
    },
    "/metrics": { GET: () => text(registry.text(), 200, "text/plain; version=0.0.4; charset=utf-8") },
  } as const;
}

function verdict(problems: readonly string[]): Response {
  return problems.length === 0 ? text("ok\n", 200) : text(`${problems.join("\n")}\n`, 503);
}

function text(body: string, status: number, type = "text/plain; charset=utf-8"): Response {
  return new Response(body, { status, headers: { ...DATA_HEADERS, "Content-Type": type } });
}
