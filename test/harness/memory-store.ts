import { type Delivery, Seen } from "../../server/outbox/index.ts";
import type {
  AuditRow,
  InboxRow,
  LeagueRow,
  PlayerRow,
  ResultRow,
  RoundRow,
  SanctionRow,
  SessionRow,
  Store,
  StoreWork,
} from "../../server/store/port.ts";

interface Rows {
  players: PlayerRow[];
  sessions: SessionRow[];
  sanctions: SanctionRow[];
  results: (RoundRow & ResultRow)[];
  follows: { player: number; friend: number }[];
  inbox: (InboxRow & { player: number })[];
  muted: { player: number; kind: string }[];
  audit: AuditRow[];
  /** By consumer, as `Seen` saves it. */
  seen: Record<string, Uint8Array>;
}

const NOTHING: Rows = {
  players: [],
  sessions: [],
  sanctions: [],
  results: [],
  follows: [],
  inbox: [],
  muted: [],
  audit: [],
  seen: {},
};

/** Those methods of the port that consumers use, with its transactions, in memory. */
export class MemoryStore {
  #rows: Rows = structuredClone(NOTHING);
  #last: Promise<unknown> = Promise.resolve();
  /** Called within transactions, before they are done: throws, to end one in the middle. */
  fault: (where: string) => void = () => {};

  /** As consumers have it. */
  get store(): Store {
    return this as unknown as Store;
  }

  get work(): StoreWork {
    return this as unknown as StoreWork;
  }

  /** What a process finds that comes after this one. */
  reopen(): MemoryStore {
    const next = new MemoryStore();
    next.#rows = structuredClone(this.#rows);
    return next;
  }

  consume(
    consumer: string,
    events: readonly Delivery[],
    apply: (event: Delivery, within: StoreWork) => Promise<void>,
  ): Promise<void> {
    const done = this.#last.then(async () => {
      const before = structuredClone(this.#rows);
      try {
        const saved = this.#rows.seen[consumer];
        const seen = saved === undefined ? new Seen() : Seen.load(saved);
        for (const event of events) {
          if (!seen.take(event.id)) continue;
          await apply(event, this.work);
          this.fault(`${event.id.tick}.${event.id.index}`);
        }
        this.#rows.seen[consumer] = seen.save();
        this.fault("commit");
      } catch (error) {
        this.#rows = before;
        throw error;
      }
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async addPlayer(player: PlayerRow): Promise<void> {
    this.#rows.players.push(player);
  }

  async accountOf(nameKey: string): Promise<PlayerRow | null> {
    return this.#rows.players.find((one) => one.nameKey === nameKey && one.passwordHash !== null) ?? null;
  }

  async addSession(session: SessionRow): Promise<void> {
    this.#rows.sessions.push(session);
  }

  async sessionsOf(player: number): Promise<readonly SessionRow[]> {
    return this.#rows.sessions.filter((one) => one.player === player);
  }

  async removeSessionsOf(player: number): Promise<void> {
    this.#rows.sessions = this.#rows.sessions.filter((one) => one.player !== player);
  }

  async sanction(row: SanctionRow): Promise<void> {
    this.#rows.sanctions.push(row);
  }

  async sanctionsOf(player: number, nowMs: number): Promise<readonly SanctionRow[]> {
    const holding = this.#rows.sanctions.filter((one) => one.player === player && one.untilMs > nowMs);
    return holding.sort((a, b) => b.untilMs - a.untilMs);
  }

  async lift(player: number, kind: SanctionRow["kind"]): Promise<void> {
    this.#rows.sanctions = this.#rows.sanctions.filter((one) => one.player !== player || one.kind !== kind);
  }

  async addRound({ room, round, endedAtMs }: RoundRow, results: readonly ResultRow[]): Promise<void> {
    const of = this.#rows.results.filter((one) => one.room === room && one.round === round);
    const row = { room, round, endedAtMs: of[0]?.endedAtMs ?? endedAtMs };
    for (const result of results)
      if (!of.some(({ player }) => player === result.player)) this.#rows.results.push({ ...row, ...result });
  }

  async league(sinceMs: number, most: number): Promise<readonly LeagueRow[]> {
    const rows = new Map<number, LeagueRow>();
    for (const { player, endedAtMs, place, credits, kills, deaths } of this.#rows.results) {
      if (endedAtMs < sinceMs) continue;
      const name = this.#rows.players.find(({ id }) => id === player)?.name ?? "";
      const sum = rows.get(player) ?? { player, name, credits: 0, kills: 0, deaths: 0, rounds: 0, wins: 0 };
      rows.set(player, {
        ...sum,
        credits: sum.credits + credits,
        kills: sum.kills + kills,
        deaths: sum.deaths + deaths,
        rounds: sum.rounds + 1,
        wins: sum.wins + (place === 1 ? 1 : 0),
      });
    }
    const better = (a: LeagueRow, b: LeagueRow) =>
      b.credits - a.credits || b.kills - a.kills || a.deaths - b.deaths || a.player - b.player;
    return [...rows.values()].sort(better).slice(0, most);
  }

  async roundsOf(player: number, most: number): Promise<readonly (RoundRow & ResultRow)[]> {
    return this.#rows.results
      .filter((one) => one.player === player)
      .reverse()
      .slice(0, most);
  }

  async follow(player: number, friend: number): Promise<void> {
    this.#rows.follows.push({ player, friend });
  }

  async followers(friend: number): Promise<readonly number[]> {
    return this.#rows.follows.filter((one) => one.friend === friend).map(({ player }) => player);
  }

  async addNotice(player: number, notice: Omit<InboxRow, "id">): Promise<number | null> {
    if (!this.#rows.players.some(({ id }) => id === player)) return null;
    if (this.#rows.muted.some((one) => one.player === player && one.kind === notice.kind)) return null;
    const id = 1 + (this.#rows.inbox.findLast((one) => one.player === player)?.id ?? 0);
    this.#rows.inbox.push({ player, id, ...notice });
    return id;
  }

  async inbox(player: number, afterId: number, most: number): Promise<readonly InboxRow[]> {
    return this.#rows.inbox.filter((one) => one.player === player && one.id > afterId).slice(0, most);
  }

  async muteKind(player: number, kind: string, muted: boolean): Promise<void> {
    this.#rows.muted = this.#rows.muted.filter((one) => one.player !== player || one.kind !== kind);
    if (muted) this.#rows.muted.push({ player, kind });
  }

  async audit(row: AuditRow): Promise<void> {
    this.#rows.audit.push(row);
  }

  async auditTrail(most: number): Promise<readonly AuditRow[]> {
    return this.#rows.audit.toReversed().slice(0, most);
  }
}
