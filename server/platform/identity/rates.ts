import type { BudgetRefusal, Budgets, Sender } from "../../budgets/index.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";
import type { IdentityMetrics } from "./metrics.ts";

export interface Rates {
  /** Throws {@link ApiRefusal}. */
  guest(sender: Sender): void;
  /**
   * Counts a password attempt or change. Throws {@link ApiRefusal}. Attempts for a name are counted by address, and for
   * all addresses together with a higher limit: it keeps many addresses from guessing one password (NIST SP 800-63B,
   * 5.2.2: at most 100 in a row).
   *
   * @param nameKey null: no name, or the caller's own
   * @param device a browser in which an account was signed in; null: a stranger's
   */
  password(address: string, nameKey: string | null, device?: string | null): void;
}

const senderAt = (address: string): Sender => ({ address, identity: null, load: false });

export function identityRates(metrics: Pick<IdentityMetrics, "limited">, budgets: Budgets): Rates {
  const tooMany = ({ retryAfterS }: BudgetRefusal, what: string): ApiRefusal =>
    new ApiRefusal("tooMany", `too many ${what}; try again in ${retryAfterS} seconds`);
  return {
    guest(sender) {
      const refusal = budgets.consume("guests", sender) ?? budgets.consume("guestsOfDay", sender);
      if (refusal === null) return;
      metrics.limited("guests");
      throw tooMany(refusal, "guests come from this address");
    },
    password(address, nameKey, device = null) {
      const sender = senderAt(address);
      const byAddress = budgets.consume("passwords", sender);
      if (byAddress !== null) {
        metrics.limited("addressLogins");
        throw tooMany(byAddress, "sign-ins from this address");
      }
      if (nameKey === null) return;
      // The limit is the same whether or not the account exists.
      const own = device === null ? `from ${sender.address} ${nameKey}` : `in ${device}`;
      const byName =
        budgets.consume("nameLogins", { ...sender, subject: own }) ??
        (device === null ? budgets.consume("strangerLogins", { ...sender, subject: nameKey }) : null);
      if (byName === null) return;
      metrics.limited("nameLogins");
      throw tooMany(byName, "sign-ins with this name");
    },
  };
}
