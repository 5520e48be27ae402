import { eventCodec } from "../../../../shared/games/lobby/codecs.ts";
import type { Event } from "../../../../shared/games/lobby/event.ts";
import { type Consumer, wantsTypes } from "../../../outbox/index.ts";
import { type RightName, refusalReason } from "../../../platform/identity/rights.ts";
import type { Store, StoreOperations } from "../../../platform/store/port.ts";

export interface SanctionsOptions {
  readonly store: Pick<Store, "consume">;
  /** Wall clock, ms since 1970. */
  readonly nowMs: () => number;
  /** A player's sanctions changed in the store: banned players are signed out and disconnected. May be called repeatedly. */
  readonly sanctioned: (player: number) => Promise<void>;
}

type Order = Extract<Event, { type: "muted" | "banned" }>;
type Wanted = Order | Extract<Event, { type: "reported" | "erased" }>;

const NAME = "sanctions";

const isOrder = (event: Wanted): event is Order => event.type === "muted" || event.type === "banned";

/**
 * Stores moderators' orders and players' reports from the lobby, each once, with an audit trail. Checks the moderator's right again
 * in the same transaction (D14), because the lobby's roles may be outdated.
 */
export function sanctionsConsumer({ store, nowMs, sanctioned }: SanctionsOptions): Consumer {
  return {
    name: NAME,
    wants: wantsTypes<Event>("muted", "banned", "reported", "erased"),
    async deliver(events) {
      const read = new Map(events.map((event) => [event, eventCodec.decode(event.bytes) as Wanted]));
      await store.consume(NAME, events, async (delivery, within) => {
        const event = read.get(delivery);
        if (event !== undefined) await apply(event, nowMs(), within);
      });
      const about = new Set([...read.values()].flatMap((event) => (isOrder(event) ? event.player : [])));
      await Promise.all([...about].map(sanctioned));
    },
  };
}

async function apply(event: Wanted, atMs: number, within: StoreOperations): Promise<void> {
  switch (event.type) {
    case "muted":
    case "banned":
      return applyOrder(event, atMs, within);
    case "reported": {
      const { player, by, channel, line, text, why } = event;
      return within.audit({ atMs, by, action: "report", player, detail: JSON.stringify({ channel, line, text, why }) });
    }
    case "erased": {
      const { by, channel, line } = event;
      // Erased for a deleted player, not by a moderator.
      if (by === 0) return;
      return within.audit({ atMs, by, action: "erase", player: 0, detail: JSON.stringify({ channel, line }) });
    }
  }
}

const KINDS = { muted: "mute", banned: "ban" } as const;

async function applyOrder(
  { type, player, untilS, by, why }: Order,
  atMs: number,
  within: StoreOperations,
): Promise<void> {
  const kind = KINDS[type];
  const untilMs = untilS * 1_000;
  const deed: RightName = untilS === 0 ? `un${kind}` : kind;
  const reason = await refusalReason(within, { deed, by, about: player }, atMs);
  if (reason !== null) {
    const detail = JSON.stringify({ deed, untilMs });
    return within.audit({ atMs, by, action: "refused", player, detail });
  }
  if (untilS === 0) await within.liftSanction(player, kind);
  else if (deed === "ban" && (await within.player(player)) === null) {
    // The account was deleted meanwhile; mark the ban all the same.
    await within.markBan({ player, untilMs, by, atMs });
  } else await within.addSanction({ player, kind, untilMs, by, why, atMs });
  if (deed === "ban") await within.removeSessionsOf(player);
  await within.audit({ atMs, by, action: deed, player, detail: JSON.stringify({ untilMs, why }) });
}
