import type { SkyPort } from "./sky.ts";

const PATH = "/beacons";

/** Asks the server at `url` for its list of beacons. */
export function askServer(url: string): SkyPort["ask"] {
  return async (tag, signal) => {
    const response = await fetch(url + PATH, {
      cache: "no-store",
      credentials: "omit",
      headers: tag === null ? {} : { "If-None-Match": tag },
      signal,
    });
    if (response.status === 304) return { type: "same" };
    if (!response.ok) {
      await response.body?.cancel();
      return { type: "refused", absent: response.status === 404 };
    }
    return { type: "list", list: await response.json(), tag: response.headers.get("ETag") };
  };
}
