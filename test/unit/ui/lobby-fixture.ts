import { Api, LocalTokenStore } from "../../../client/shell/identity/index.ts";

/** What a stubbed server answers: a body, or a status with a sentence. */
export type Answer = { readonly status?: number; readonly body?: unknown; readonly text?: string } | "unreachable";

/** An HTTP interface by table, and what was asked of it as `METHOD /path BODY (TOKEN)`. */
export function stubApi(answers: Record<string, Answer | ((body: unknown) => Answer)>) {
  const asked: string[] = [];
  const api = new Api({
    url: "http://stub",
    async fetch(url, init) {
      const key = `${init.method} ${url.slice("http://stub".length)}`;
      const { authorization = "none" } = init.headers as Record<string, string>;
      asked.push([key, init.body, `(${authorization.replace("Bearer ", "")})`].filter(Boolean).join(" "));
      const given = answers[key] ?? cookieless(key, authorization);
      const answer = typeof given === "function" ? given(JSON.parse(String(init.body ?? "null"))) : given;
      if (answer === "unreachable") throw new TypeError("fetch failed");
      const { status = 200, body, text } = answer ?? { status: 404, body: { code: 404, error: "not found" } };
      return new Response(text ?? (body === undefined ? null : JSON.stringify(body)), { status });
    },
  });
  return { api, asked };
}

/** A server to which this browser sends no cookie. */
function cookieless(key: string, authorization: string): Answer | undefined {
  if (key === "POST /auth/refresh") return { status: 204 };
  return key === "POST /auth/exchange" ? { body: { token: authorization.replace("Bearer ", "") } } : undefined;
}

export const memoryKeeper = (token: string | null = null): LocalTokenStore => {
  const keeper = new LocalTokenStore(null, null);
  if (token !== null) keeper.save(token);
  return keeper;
};

/** As `localStorage`; fails on demand. */
export function memoryStorage(fails = false) {
  const kept = new Map<string, string>();
  const guard = <T>(work: () => T): T => {
    if (fails) throw new DOMException("forbidden", "SecurityError");
    return work();
  };
  return {
    getItem: (key: string) => guard(() => kept.get(key) ?? null),
    setItem: (key: string, value: string) => guard(() => void kept.set(key, value)),
    removeItem: (key: string) => guard(() => void kept.delete(key)),
  };
}

/** Lets everything that waits for nothing but promises come to its end. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
