import { MAX_MESSAGE_CHARS } from "../../../../shared/chat.ts";
import { serverTime } from "../../../net/server-time.ts";
import { el, textWriter } from "../../ui/dom.ts";
import type { LobbyContext } from "./context.ts";

/** Show the number of characters left from here on. */
const SHOW_LEFT = 40;
const NOTE_MS = 5_000;
const MUTED_LOOK_MS = 5_000;

/** The input for messages. A refused message returns to it. */
export class Composer {
  readonly root: HTMLFormElement;
  readonly input: HTMLInputElement;
  readonly #context: LobbyContext;
  readonly #note = el("p", { class: "composer-note", role: "status" });
  readonly #write = textWriter(this.#note);
  /** Not announced by screen readers: it changes with every key. */
  readonly #left = el("span", { class: "composer-left", "aria-hidden": "true" });
  readonly #count = textWriter(this.#left);
  readonly #send = el("button", { type: "submit", class: "composer-send" }, "Send");
  #channel: string;
  /** Time until which a refusal is shown, on `performance.now`. */
  #noteUntilMs = 0;
  #mutedUntilS = 0;
  #looking = false;

  /** @param done called after a message was sent, or Enter was pressed in an empty input */
  constructor(context: LobbyContext, channel: string, label: string, done: () => void = () => undefined) {
    this.#context = context;
    this.#channel = channel;
    this.input = el("input", {
      ...{ type: "text", "aria-label": label, placeholder: label, autocomplete: "off", enterkeyhint: "send" },
      // In UTF-16 units; the limit counts characters.
      maxlength: MAX_MESSAGE_CHARS * 2,
      dir: "auto",
    });
    this.root = el("form", { class: "composer" }, this.input, this.#send, this.#note, this.#left);
    this.root.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#say();
      done();
    });
    this.input.addEventListener("input", () => this.#onInput());
    context.lobby.on("status", () => this.#state());
    context.lobby.on("sanction", ({ kind, player, untilS }) => {
      if (kind !== "mute" || player !== context.lobby.ownPlayer) return;
      this.#mutedUntilS = untilS;
      this.#state();
    });
    context.identity.subscribe(() => {
      this.#mutedUntilS = context.identity.me?.mutedUntilS ?? 0;
      this.#state();
    });
    this.#state();
  }

  /** Drop a draft for another channel. */
  setChannel(channel: string): void {
    if (channel === this.#channel) return;
    this.#channel = channel;
    this.input.value = "";
    this.#setNote("");
  }

  /** Begins a message that mentions a player. */
  mention(name: string): void {
    const { value } = this.input;
    this.input.value = `${value}${value === "" || value.endsWith(" ") ? "" : " "}@${name} `;
    this.input.focus();
  }

  async #say(): Promise<void> {
    const text = this.input.value.trim();
    if (text === "") return;
    const length = [...text].length;
    if (length > MAX_MESSAGE_CHARS) {
      this.#setNote(`A message can have up to ${MAX_MESSAGE_CHARS} characters; this one has ${length}.`);
      return;
    }
    this.input.value = "";
    this.#setNote("");
    const channel = this.#channel;
    const outcome = await this.#context.lobby.say(channel, text);
    if (outcome.ok || channel !== this.#channel) return;
    this.#setNote(outcome.reason);
    if (this.input.value === "") this.input.value = text;
  }

  #setNote(text: string): void {
    this.#noteUntilMs = text === "" ? 0 : performance.now() + NOTE_MS;
    this.#state();
    if (text === "") return;
    this.#write(text);
    setTimeout(() => this.#state(), NOTE_MS + 50);
  }

  #onInput(): void {
    this.#noteUntilMs = 0;
    this.#state();
  }

  /** The end of a mute causes no event, so check for it. */
  #checkMute(): void {
    if (this.#looking) return;
    this.#looking = true;
    setTimeout(() => {
      this.#looking = false;
      this.#state();
    }, MUTED_LOOK_MS);
  }

  #state(): void {
    const { status } = this.#context.lobby;
    const muted = this.#mutedUntilS * 1000 > serverTime.nowMs();
    this.#send.disabled = status !== "live" || muted;
    this.input.readOnly = muted;
    if (muted) this.#checkMute();
    const left = MAX_MESSAGE_CHARS - [...this.input.value].length;
    this.#count(left > SHOW_LEFT ? "" : left >= 0 ? `${left} left` : `${-left} too many`);
    if (performance.now() < this.#noteUntilMs) return;
    if (muted) this.#write(`A moderator muted you until ${new Date(this.#mutedUntilS * 1000).toLocaleString()}.`);
    else this.#write(status === "reconnecting" ? "Connection lost. Reconnecting…" : "");
  }
}
