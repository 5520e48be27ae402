import { el } from "./dom.ts";

/** Interval between announcements; texts that come meanwhile are joined. */
const EVERY_MS = 4_000;
const MOST = 3;

/** The one voice for screen readers: says what concerns this player, never more often than can be listened to. */
export class Announcer {
  readonly root = el("p", { class: "unseen", role: "status", "aria-live": "polite" });
  readonly #later: (work: () => void, ms: number) => void;
  #waiting: { readonly text: string; readonly channel: string }[] = [];
  #resting = false;

  constructor(later: (work: () => void, ms: number) => void = (work, ms) => void setTimeout(work, ms)) {
    this.#later = later;
  }

  /** @param channel where it was said; "": it concerns the player wherever they are */
  say(text: string, channel = ""): void {
    this.#waiting.push({ text, channel });
    if (!this.#resting) this.#speak();
  }

  /** A channel was left: what waits of it is not said any more. */
  leave(channel: string): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting.channel !== channel);
  }

  #speak(): void {
    if (this.#waiting.length === 0) {
      this.#resting = false;
      return;
    }
    const more = this.#waiting.length - MOST;
    const texts = this.#waiting.slice(0, MOST).map(({ text }) => text);
    this.root.textContent = [...texts, ...(more > 0 ? [`And ${more} more.`] : [])].join(" ");
    this.#waiting = [];
    this.#resting = true;
    this.#later(() => this.#speak(), EVERY_MS);
  }
}
