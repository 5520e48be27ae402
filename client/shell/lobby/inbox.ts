import { serverTime } from "../../net/server-time.ts";
import { type Api, ApiError, type Identity, type NoticeItem } from "../identity/index.ts";
import type { Notice } from "./model.ts";

/** Newest notices kept here; the server has the rest. */
const MAX_ITEMS = 200;
/** Pages that one load fetches at most. */
const MAX_PAGES = 20;

/** The player's notices, oldest first, without duplicates: a notice may arrive both live and from the store. */
export class Inbox {
  items: readonly NoticeItem[] = [];
  /** Whether the server has answered. */
  loaded = false;
  /** Counts changes of the player: answers for an earlier one are dropped. */
  #player = 0;
  readonly #api: Api;
  readonly #identity: Identity;
  readonly #listeners = new Set<() => void>();
  readonly #fresh = new Set<(item: NoticeItem) => void>();

  constructor(api: Api, identity: Identity) {
    this.#api = api;
    this.#identity = identity;
  }

  get unread(): number {
    const { cursor } = this;
    return this.items.filter(({ id }) => id > cursor).length;
  }

  /** Id of the newest notice that was read. */
  get cursor(): number {
    return this.#identity.me?.cursor ?? 0;
  }

  get mutedKinds(): readonly string[] {
    return this.#identity.me?.mutedKinds ?? [];
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Calls `listener` for each notice that arrives live. */
  onFresh(listener: (item: NoticeItem) => void): void {
    this.#fresh.add(listener);
  }

  /** This browser has signed in as another player. */
  clear(): void {
    this.#player++;
    this.items = [];
    this.loaded = false;
    this.#notify();
  }

  /** Fetches the notices that are missing. Rejects with `ApiError`. */
  async load(): Promise<void> {
    const player = this.#player;
    let after = this.loaded ? this.#lastId() : 0;
    for (let page = 0; page < MAX_PAGES; page++) {
      const { items, more } = await this.#api.inbox(after);
      if (player !== this.#player) return;
      this.#merge(items);
      const last = items.at(-1);
      if (!more || last === undefined) break;
      after = last.id;
    }
    this.loaded = true;
    this.#notify();
  }

  /** Adds a notice that the lobby pushed. */
  push({ id, text }: Notice): void {
    if (this.items.some((item) => item.id === id)) return;
    const item = parseNotice(id, text);
    if (item === null) return;
    this.#merge([item]);
    this.#notify();
    for (const listener of this.#fresh) listener(item);
  }

  async markRead(): Promise<void> {
    const last = this.#lastId();
    if (last <= this.cursor) return;
    this.#identity.patchMe({ cursor: last });
    this.#notify();
    try {
      await this.#api.markInboxRead(last);
    } catch (error) {
      // The notices are unread again on the next visit, which does no harm.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Rejects with `ApiError`. */
  async mute(kind: string, on: boolean): Promise<void> {
    const player = this.#player;
    await this.#api.muteNoticeKind(kind, on);
    if (player !== this.#player) return;
    const others = this.mutedKinds.filter((other) => other !== kind);
    this.#identity.patchMe({ mutedKinds: on ? [...others, kind] : others });
    this.#notify();
  }

  #lastId(): number {
    return this.items.at(-1)?.id ?? 0;
  }

  #merge(found: readonly NoticeItem[]): void {
    const byId = new Map(this.items.map((item) => [item.id, item]));
    for (const item of found) byId.set(item.id, item);
    this.items = [...byId.values()].sort((a, b) => a.id - b.id).slice(-MAX_ITEMS);
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function parseNotice(id: number, text: string): NoticeItem | null {
  try {
    const body = JSON.parse(text) as Partial<NoticeItem> | null;
    if (typeof body?.kind !== "string") return null;
    return { ...body, id, kind: body.kind, atMs: typeof body.atMs === "number" ? body.atMs : serverTime.nowMs() };
  } catch {
    return null;
  }
}
