/** How long an answer, or the next part of one, is waited for, ms. */
export const PATIENCE_MS = 20_000;

/** Settles as `work`, or rejects when it takes too long. */
export function within<T>(work: Promise<T>, limitMs = PATIENCE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`nothing came for ${limitMs} ms`)), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

/** Begins a request whose answer must begin in time; what follows it is not limited. @param signal given up */
export async function inTime<T>(
  request: (limit: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
  limitMs = PATIENCE_MS,
): Promise<T> {
  const limit = new AbortController();
  const late = setTimeout(() => limit.abort(), limitMs);
  const giveUp = (): void => limit.abort();
  signal?.addEventListener("abort", giveUp);
  if (signal?.aborted) limit.abort();
  try {
    return await request(limit.signal);
  } finally {
    clearTimeout(late);
  }
}
