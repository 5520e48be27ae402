import { eventCodec } from "../../shared/lobby/codecs.ts";
import type { Event } from "../../shared/lobby/event.ts";
import { type Deed, whyNot } from "../identity/rights.ts";
import { type Consumer, ofTypes } from "../outbox/index.ts";
import type { Store, StoreWork } from "../store/port.ts";

export interface SanctionsHost {
  readonly store: Pick<Store, "consume">;
  /** Wall clock, ms since 1970. */
  readonly nowMs: () => number;
  /** The store has something new about a player: who is banned is signed out, and sent away. May be called again. */
  readonly sanctioned: (player: number) => Promise<void>;
}

type Order = Extract<Event, { type: "muted" | "banned" }>;
type Heard = Order | Extract<Event, { type: "reported" | "erased" }>;

const NAME = "sanctions";

const isOrder = (event: Heard): event is Order => event.type === "muted" || event.type === "banned";

/**
 * Keeps what moderators ordered in the lobby, and who reported what, each once, with an audit trail. Whether they may is
 * asked again in the transaction that keeps it (D14): the lobby remembers roles of before.
 */
export function sanctionsConsumer({ store, nowMs, sanctioned }: SanctionsHost): Consumer {
  return {
    name: NAME,
    wants: ofTypes<Event>("muted", "banned", "reported", "erased"),
    async deliver(events) {
      const read = new Map(events.map((event) => [event, eventCodec.decode(event.bytes) as Heard]));
      await store.consume(NAME, events, async (delivery, within) => {
        const event = read.get(delivery);
        if (event !== undefined) await keep(event, nowMs(), within);
      });
      const about = new Set([...read.values()].flatMap((event) => (isOrder(event) ? event.player : [])));
      await Promise.all([...about].map(sanctioned));
    },
  };
}

async function keep(event: Heard, atMs: number, within: StoreWork): Promise<void> {
  switch (event.type) {
    case "muted":
    case "banned":
      return order(event, atMs, within);
    case "reported": {
      const { player, by, channel, line, text, why } = event;
      return within.audit({ atMs, by, action: "report", player, detail: JSON.stringify({ channel, line, text, why }) });
    }
    case "erased": {
      const { by, channel, line } = event;
      // Of someone who is gone there is nothing to keep.
      if (by === 0) return;
      return within.audit({ atMs, by, action: "erase", player: 0, detail: JSON.stringify({ channel, line }) });
    }
  }
}

const KINDS = { muted: "mute", banned: "ban" } as const;

async function order({ type, player, untilS, by, why }: Order, atMs: number, within: StoreWork): Promise<void> {
  const kind = KINDS[type];
  const untilMs = untilS * 1_000;
  const deed: Deed = untilS === 0 ? `un${kind}` : kind;
  const reason = await whyNot(within, { deed, by, about: player }, atMs);
  if (reason !== null) {
    const detail = JSON.stringify({ deed, untilMs });
    return within.audit({ atMs, by, action: "refused", player, detail });
  }
  if (untilS === 0) await within.lift(player, kind);
  else if (deed === "ban" && (await within.player(player)) === null) {
    // Who deletes an account in the moment of a ban does not escape it.
    await within.markBan({ player, untilMs, by, atMs });
  } else await within.sanction({ player, kind, untilMs, by, why, atMs });
  if (deed === "ban") await within.removeSessionsOf(player);
  await within.audit({ atMs, by, action: deed, player, detail: JSON.stringify({ untilMs, why }) });
}
