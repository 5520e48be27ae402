import type { NetView } from "../../net/net-stats.ts";
import { SILENCE } from "../../net/silence-monitor.ts";
import { el, textWriter, visibilityWriter } from "../ui/dom.ts";

/** Shows at the top that the connection is lost, being restored, or gone. */
export class LinkBanner {
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

  update({ net }: { readonly net: Readonly<NetView> }): void {
    const away = net.state === "reconnecting";
    const silent = net.state === "live" && net.silentMs >= SILENCE.noticeMs;
    this.#shown(away || silent || net.notice !== "");
    this.#spins(away || silent);
    this.#words(away ? "Reconnecting…" : silent ? "The server is not responding…" : net.notice);
  }
}
