import type { FrameSource } from "../arena/frame.ts";
import { inviteIn, withInvite } from "../lobby/invite.ts";
import { codeOf } from "../net/index.ts";
import type { Into } from "../ui/menu/index.ts";
import type { Entrance } from "./app-options.ts";

/** One seat in an arena, from the way in to its end. */
export class Flight {
  readonly source: FrameSource;
  readonly #entrance: Entrance;
  readonly #into: Into;

  constructor(entrance: Entrance, into: Into) {
    this.source = entrance.source;
    this.#entrance = entrance;
    this.#into = into;
  }

  /** Of the match that the seat is in now; null: not known. */
  get room(): string | null {
    return this.#entrance.room();
  }

  /** Whether the page's address leads to this match. */
  get isInvited(): boolean {
    return inviteIn(window.location.href) === this.room;
  }

  open(): Promise<void> {
    return this.#entrance.open();
  }

  /** Why it could not be opened. */
  refusal(error: unknown): { readonly code: number; readonly reason: string } {
    return { code: codeOf(error), reason: error instanceof Error ? error.message : String(error) };
  }

  /**
   * The address of a private match of one's own stays in the page's: it leads back, and is there to be handed on. Returns the
   * room that the address invites to; null: none.
   */
  shareAddress(): string | null {
    const { room } = this;
    if (this.#into === "new" && room !== null)
      window.history.replaceState(null, "", withInvite(window.location.href, room));
    return inviteIn(window.location.href);
  }
}
