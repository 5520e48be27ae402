import { IDENTITY_LIMITS } from "../../shared/wire/limits.ts";
import { ApiRefusal } from "../http/api.ts";
import { KeyedBuckets } from "../transport/buckets.ts";
import type { IdentityMetrics } from "./metrics.ts";

export interface Rates {
  /** Throws {@link ApiRefusal}. */
  guest(address: string): void;
  /**
   * A password is tried or set. Throws {@link ApiRefusal}. Tries for a name are counted by address, and together, where the
   * bound is higher: it keeps many addresses from guessing one password (NIST SP 800-63B, 5.2.2: at most 100 in a row).
   *
   * @param nameKey null: for no name, or for one's own
   * @param device a browser that was signed in to the name's account before, whose tries are counted by themselves; null: none
   */
  password(address: string, nameKey: string | null, device?: string | null): void;
}

/** @param now monotonic ms */
export function identityRates(metrics: Pick<IdentityMetrics, "limited">, now: () => number): Rates {
  const { remembered, guestsPerSecond, guestBurst, addressLoginsPerMinute, nameLoginsPerMinute } = IDENTITY_LIMITS;
  const guests = new KeyedBuckets(guestsPerSecond, guestBurst, remembered);
  const byAddress = new KeyedBuckets(addressLoginsPerMinute / 60, IDENTITY_LIMITS.addressLoginBurst, remembered);
  const { strangerLoginsPerMinute } = IDENTITY_LIMITS;
  const byPair = new KeyedBuckets(nameLoginsPerMinute / 60, IDENTITY_LIMITS.nameLoginBurst, remembered);
  const byName = new KeyedBuckets(strangerLoginsPerMinute / 60, IDENTITY_LIMITS.strangerLoginBurst, remembered);
  const seconds = (perMinute: number) => Math.ceil(60 / perMinute);
  const tooManyFor = (perMinute: number): ApiRefusal => {
    metrics.limited("nameLogins");
    return new ApiRefusal("tooMany", `too many sign-ins with this name; try again in ${seconds(perMinute)} seconds`);
  };
  return {
    guest(address) {
      if (guests.take(address, now())) return;
      metrics.limited("guests");
      throw new ApiRefusal("tooMany", "too many guests come from this address; wait a little");
    },
    password(address, nameKey, device = null) {
      if (!byAddress.take(address, now())) {
        metrics.limited("addressLogins");
        const wait = seconds(addressLoginsPerMinute);
        throw new ApiRefusal("tooMany", `too many sign-ins from this address; try again in ${wait} seconds`);
      }
      if (nameKey === null) return;
      // Whether there is such an account makes no difference.
      const own = device === null ? `from ${address} ${nameKey}` : `in ${device}`;
      if (!byPair.take(own, now())) throw tooManyFor(nameLoginsPerMinute);
      if (device === null && !byName.take(nameKey, now())) throw tooManyFor(strangerLoginsPerMinute);
    },
  };
}
