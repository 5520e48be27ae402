import { requestWithTimeout } from "../../../net/timeouts.ts";
import type { BeaconListAnswer } from "./beacon-poller.ts";

const PATH = "/beacons";

/** Returns a function that fetches the list of beacons from the server at `url`. */
export function beaconListFetcher(url: string): (tag: string | null, signal: AbortSignal) => Promise<BeaconListAnswer> {
  return async (tag, signal) => {
    const headers: Record<string, string> = tag === null ? {} : { "If-None-Match": tag };
    const response = await requestWithTimeout(
      (limit) => fetch(url + PATH, { cache: "no-store", credentials: "omit", headers, signal: limit }),
      signal,
    );
    if (response.status === 304) return { type: "same" };
    if (!response.ok) {
      await response.body?.cancel();
      return { type: "refused", absent: response.status === 404 };
    }
    return { type: "list", list: await response.json(), tag: response.headers.get("ETag") };
  };
}
