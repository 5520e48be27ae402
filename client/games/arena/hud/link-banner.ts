import { SILENCE } from "../../../net/silence-monitor.ts";
import { el, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import type { ArenaFrame } from "../model/frame.ts";
import type { HudPart } from "./part.ts";

/** Shows at the top that the connection is lost, being restored, or gone. */
export class LinkBanner implements HudPart {
  readonly root: HTMLElement;
  readonly #shown: (on: boolean) => void;
  readonly #spins: (on: boolean) => void;
  readonly #words: (text: string) => void;

  constructor() {
    const spinner = el("i", { class: "spinner" });
    const words = el("span");
    this.root = el("p", { class: "link-banner", role: "status", hidden: true }, spinner, words);
    this.#shown = visibilityWriter(this.root);
    this.#spins = visibilityWriter(spinner);
    this.#words = textWriter(words);
  }

  update({ net }: ArenaFrame): void {
    const away = net.state === "reconnecting";
    const silent = net.state === "live" && net.silentMs >= SILENCE.noticeMs;
    this.#shown(away || silent || net.notice !== "");
    this.#spins(away || silent);
    this.#words(away ? "Reconnecting to your ship…" : silent ? "The server is not responding…" : net.notice);
  }
}
