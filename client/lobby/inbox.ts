import { type Api, ApiError, type Identity, type NoticeItem } from "../identity/index.ts";
import { serverTime } from "../server-time.ts";
import type { Notice } from "./model.ts";

/** Notices kept here, the newest; the server has the rest. */
const KEPT = 200;
/** Answers of the server that one look at the inbox reads. */
const PAGES = 20;

/** What concerned this player, oldest first. A notice that comes twice, live and from the store, is here once. */
export class Inbox {
  items: readonly NoticeItem[] = [];
  /** Whether the server was asked, and answered. */
  loaded = false;
  /** Raised when another player is here: answers for the one before are dropped. */
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

  /** Notices up to this one were read. */
  get cursor(): number {
    return this.#identity.me?.cursor ?? 0;
  }

  get mutedKinds(): readonly string[] {
    return this.#identity.me?.mutedKinds ?? [];
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Tells notices that came while one looked on, each once. */
  onFresh(listener: (item: NoticeItem) => void): void {
    this.#fresh.add(listener);
  }

  /** Another player is here now. */
  clear(): void {
    this.#player++;
    this.items = [];
    this.loaded = false;
    this.#tell();
  }

  /** Fetches what is missing. Rejects with `ApiError`. */
  async load(): Promise<void> {
    const player = this.#player;
    let after = this.loaded ? this.#last() : 0;
    for (let page = 0; page < PAGES; page++) {
      const { items, more } = await this.#api.inbox(after);
      if (player !== this.#player) return;
      this.#merge(items);
      const last = items.at(-1);
      if (!more || last === undefined) break;
      after = last.id;
    }
    this.loaded = true;
    this.#tell();
  }

  /** A notice was pushed. */
  push({ id, text }: Notice): void {
    if (this.items.some((item) => item.id === id)) return;
    const item = read(id, text);
    if (item === null) return;
    this.#merge([item]);
    this.#tell();
    for (const listener of this.#fresh) listener(item);
  }

  async markRead(): Promise<void> {
    const last = this.#last();
    if (last <= this.cursor) return;
    this.#identity.adjust({ cursor: last });
    this.#tell();
    try {
      await this.#api.readInbox(last);
    } catch (error) {
      // It counts as unread again on the next visit, which is no harm.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Rejects with `ApiError`. */
  async mute(kind: string, on: boolean): Promise<void> {
    const player = this.#player;
    await this.#api.muteKind(kind, on);
    if (player !== this.#player) return;
    const others = this.mutedKinds.filter((other) => other !== kind);
    this.#identity.adjust({ mutedKinds: on ? [...others, kind] : others });
    this.#tell();
  }

  #last(): number {
    return this.items.at(-1)?.id ?? 0;
  }

  #merge(found: readonly NoticeItem[]): void {
    const byId = new Map(this.items.map((item) => [item.id, item]));
    for (const item of found) byId.set(item.id, item);
    this.items = [...byId.values()].sort((a, b) => a.id - b.id).slice(-KEPT);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function read(id: number, text: string): NoticeItem | null {
  try {
    const body = JSON.parse(text) as Partial<NoticeItem> | null;
    if (typeof body?.kind !== "string") return null;
    return { ...body, id, kind: body.kind, atMs: typeof body.atMs === "number" ? body.atMs : serverTime.nowMs() };
  } catch {
    return null;
  }
}
