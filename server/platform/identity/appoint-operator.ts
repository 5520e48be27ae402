import { ROLE } from "../../../shared/roles.ts";
import type { Store, StoreOperations } from "../store/port.ts";
import type { PlayerRow } from "../store/rows.ts";
import { nameKey } from "./name.ts";

export interface AppointOperatorOptions {
  readonly store: Store;
  /** Name of the account to make an operator; null: none. */
  readonly operator: string | null;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** Logs a warning for the operator. */
  readonly warn: (text: string) => void;
}

const DETAIL = "operator, by the environment";

/**
 * Makes the account that `OPERATOR` names an operator. The name is resolved once: from then on the setting means the id
 * of that account, whoever has the name later (D14). The account must already exist, or the first to register the name
 * would become operator.
 */
export async function appointOperator({ store, operator, warn, wallMs }: AppointOperatorOptions): Promise<void> {
  if (operator === null) return;
  const warning = await store.transaction(async (within) => {
    const found = await within.accountOf(nameKey(operator));
    // Names that only look alike are different accounts.
    const account = found?.name === operator ? found : null;
    const appointments = await within.appointments();
    const appointed = appointments.find(({ name }) => name === operator)?.player;
    if (appointed === undefined) {
      if (account === null) return `there is no account ${operator} yet; register it, then start again`;
      const earlier = await forgottenOperator(within, [account.id, ...appointments.map(({ player }) => player)]);
      if (earlier !== null) return refuse(within, account, earlier);
      await within.appoint(operator, account.id);
      return makeOperator(within, account);
    }
    if (account?.id === appointed) return makeOperator(within, account);
    const holder = await within.player(appointed);
    if (account !== null) return refuse(within, account, holder);
    if (holder === null) return `the account that was ${operator} is gone; name another one`;
    return `the operator that was ${operator} is called ${holder.name} now, and keeps the role; set OPERATOR=${holder.name}`;
  });
  if (warning !== null) warn(`OPERATOR: ${warning}`);

  async function makeOperator(within: StoreOperations, { id, role }: PlayerRow): Promise<null> {
    if (role === ROLE.operator) return null;
    await within.changePlayer(id, { role: ROLE.operator });
    await within.audit({ atMs: wallMs(), by: 0, action: "role", player: id, detail: DETAIL });
    return null;
  }

  async function refuse(within: StoreOperations, { id, name }: PlayerRow, holder: PlayerRow | null): Promise<string> {
    const detail = JSON.stringify({ deed: "role" });
    await within.audit({ atMs: wallMs(), by: 0, action: "refused", player: id, detail });
    const whose = holder === null ? "an account that is gone" : `player ${holder.id}, who is called ${holder.name} now`;
    return (
      `refused: ${name} (player ${id}) is not the account that this setting made an operator, which is ${whose}. ` +
      "Set OPERATOR to another name, or have an operator give the role in the moderation panel"
    );
  }
}

/**
 * Earlier versions recorded appointments in the audit trail only. An operator who was appointed then may have been
 * renamed since.
 */
async function forgottenOperator(within: StoreOperations, known: readonly number[]): Promise<PlayerRow | null> {
  const trail = await within.auditTrail(TRAIL_ROWS, { action: "role" });
  const ids = new Set(trail.filter(({ by, detail }) => by === 0 && detail === DETAIL).map(({ player }) => player));
  for (const id of ids) {
    const player = known.includes(id) ? null : await within.player(id);
    if (player?.role === ROLE.operator) return player;
  }
  return null;
}

/** Number of audit rows to search. */
const TRAIL_ROWS = 1_000;
