import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BudgetOverrides, Budgets } from "../../server/budgets/index.ts";
import type { AllowedOrigins } from "../../server/http/origins.ts";
import { Registry } from "../../server/ops/metrics.ts";
import { rowReaderWith } from "../../server/ops/readable-rows.ts";
import { identityMetrics, openIdentity } from "../../server/platform/identity/index.ts";
import { openStore, sqlite } from "../../server/platform/store/index.ts";
import { addressBehindProxies } from "../../server/transport/client-address.ts";
import { BunTransport } from "../../server/transport/transport.ts";
import type { IdentityLimits } from "../../shared/wire/limits.ts";

export const SECRET = "the secret of tests, long enough to be one";

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a server answers is what the tests look at.
  readonly body: any;
  readonly headers: Headers;
}

export interface CallOptions {
  readonly token?: string;
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** A server of the identity API alone, on a port and with a store of its own, at a time that the test moves. */
export async function openIdentityLab(
  settings: {
    readonly operator?: string;
    readonly publicAddress?: string;
    readonly secrets?: readonly string[];
    readonly file?: string;
    readonly proxies?: number;
    readonly allowedOrigins?: AllowedOrigins;
    readonly basePath?: string;
    readonly limits?: Partial<IdentityLimits>;
    readonly budgets?: BudgetOverrides;
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "orrery-identity-"));
  const file = settings.file ?? join(folder, "store.sqlite");
  const time = { wallMs: 1_700_000_000_000, nowMs: 0 };
  const happened: string[] = [];
  const reported: unknown[] = [];
  const told: string[] = [];
  const registry = new Registry();
  const metrics = identityMetrics(registry);
  const store = await openStore(sqlite(file), { pruned: metrics.pruned, wallMs: () => time.wallMs });
  const budgets = new Budgets({ now: () => time.nowMs, ...(settings.budgets && { changes: settings.budgets }) });
  const { allowedOrigins = "same-host", basePath = "" } = settings;
  const identity = await openIdentity({
    ...{ store, metrics, registry, budgets, allowedOrigins, basePath },
    ...{ secrets: settings.secrets ?? [SECRET], operator: settings.operator ?? null },
    ...{ publicAddress: settings.publicAddress ?? null, linesOf: async () => [] },
    onDeleted: (player) => void happened.push(`forgotten ${player}`),
    signedOut: (player) => void happened.push(`signedOut ${player}`),
    leagueGames: ["tag", "chess"],
    replayOf: async (room, round) => (round === 1 ? `${room}-00000001` : null),
    readRows: rowReaderWith((_, error) => void reported.push(error)),
    now: () => time.nowMs,
    wallMs: () => time.wallMs,
    report: (error) => void reported.push(error),
    warn: (text) => void told.push(text),
    ...(settings.limits && { limits: settings.limits }),
  });
  const transport = new BunTransport({
    http: [identity.http],
    allowedOrigins,
    addressOf: addressBehindProxies(settings.proxies ?? 0),
    now: () => time.nowMs,
    budgets,
    report: (error) => void reported.push(error),
  });
  transport.listen(0, "127.0.0.1");
  const url = `http://127.0.0.1:${transport.port}`;

  async function call(method: string, path: string, { token, body, headers }: CallOptions = {}): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text), headers: response.headers };
  }

  return {
    secrets: settings.secrets ?? [SECRET],
    ...{ url, store, identity, time, happened, reported, told, call, file, registry },
    guest: async (name?: string) =>
      (await call("POST", "/auth/guest", { body: name === undefined ? {} : { name } })).body,
    async account(name: string, password = `password of ${name}`) {
      const { token } = (await call("POST", "/auth/guest", { body: {} })).body;
      return (await call("POST", "/auth/register", { token, body: { name, password } })).body;
    },
    /** What the store would never do by itself. */
    sql(statement: string) {
      const db = new Database(file);
      db.run("PRAGMA busy_timeout = 1000");
      db.run(statement);
      db.close();
    },
    async close() {
      transport.shutdown();
      await transport.stopped;
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export type IdentityLab = Awaited<ReturnType<typeof openIdentityLab>>;
