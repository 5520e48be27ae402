/**
 * Fetches as the SDK does, but accepts answers of the game server only: a seat, or `{code, error}` as JSON. Answers of
 * a proxy, a cache or a captive portal throw, like no answer.
 */
export async function fetchServerAnswer(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, init);
    text = await response.text();
  } catch {
    // Omit the cause: the SDK would take its code for the server's.
    throw new Error("no answer");
  }
  if (!isServerAnswer(response.ok, parse(text))) throw new Error(`not the server's answer: HTTP ${response.status}`);
  const headers = { "content-type": "application/json" };
  return new Response(text, { status: response.status, statusText: response.statusText, headers });
}

/** @param body parsed JSON; undefined: not JSON */
export function isServerAnswer(ok: boolean, body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  if (ok) {
    const { roomId, sessionId } = body as { roomId?: unknown; sessionId?: unknown };
    return typeof roomId === "string" && typeof sessionId === "string";
  }
  const { code, error } = body as { code?: unknown; error?: unknown };
  return Number.isInteger(code) && typeof error === "string";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
