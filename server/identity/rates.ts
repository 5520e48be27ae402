import { IDENTITY_LIMITS } from "../../shared/wire/limits.ts";
import { ApiRefusal } from "../transport/api.ts";
import { KeyedBuckets } from "../transport/buckets.ts";
import type { IdentityMetrics } from "./metrics.ts";

export interface Rates {
  /** Throws {@link ApiRefusal}. */
  guest(address: string): void;
  /** A password is tried or set. Throws {@link ApiRefusal}. @param nameKey null: for no name, or for one's own */
  password(address: string, nameKey: string | null): void;
}

/** @param now monotonic ms */
export function identityRates(metrics: Pick<IdentityMetrics, "limited">, now: () => number): Rates {
  const { remembered, guestsPerSecond, guestBurst, addressLoginsPerMinute, nameLoginsPerMinute } = IDENTITY_LIMITS;
  const guests = new KeyedBuckets(guestsPerSecond, guestBurst, remembered);
  const byAddress = new KeyedBuckets(addressLoginsPerMinute / 60, IDENTITY_LIMITS.addressLoginBurst, remembered);
  const byName = new KeyedBuckets(nameLoginsPerMinute / 60, IDENTITY_LIMITS.nameLoginBurst, remembered);
  const seconds = (perMinute: number) => Math.ceil(60 / perMinute);
  return {
    guest(address) {
      if (guests.take(address, now())) return;
      metrics.limited("guests");
      throw new ApiRefusal("tooMany", "too many guests come from this address; wait a little");
    },
    password(address, nameKey) {
      if (!byAddress.take(address, now())) {
        metrics.limited("addressLogins");
        const wait = seconds(addressLoginsPerMinute);
        throw new ApiRefusal("tooMany", `too many sign-ins from this address; try again in ${wait} seconds`);
      }
      // Whether there is such an account makes no difference.
      if (nameKey !== null && !byName.take(nameKey, now())) {
        metrics.limited("nameLogins");
        const wait = seconds(nameLoginsPerMinute);
        throw new ApiRefusal("tooMany", `too many sign-ins with this name; try again in ${wait} seconds`);
      }
    },
  };
}
