/** Timeout for an answer, or for its next part, ms. */
export const REQUEST_TIMEOUT_MS = 20_000;

/** Settles as `work` does, or rejects if it takes too long. */
export function withTimeout<T>(work: Promise<T>, limitMs = REQUEST_TIMEOUT_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer for ${limitMs} ms`)), limitMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Makes a request whose answer must begin in time; the rest of the answer has no limit. @param signal cancels the request */
export async function requestWithTimeout<T>(
  request: (limit: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
  limitMs = REQUEST_TIMEOUT_MS,
): Promise<T> {
  const limit = new AbortController();
  const abort = (): void => limit.abort();
  const timer = setTimeout(abort, limitMs);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted) limit.abort();
  try {
    return await request(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}
