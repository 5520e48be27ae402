import { serverTime } from "../../../net/server-time.ts";
import { ApiError, apiErrorMessage, type SessionInfo } from "../../identity/index.ts";
import { el } from "../../ui/dom.ts";
import { formatAgo } from "../../ui/format.ts";
import type { Panel } from "../../ui/panel.ts";
import type { LobbyContext } from "./context.ts";
import { emptyNote, skeletonRows } from "./name-with-badge.ts";

/** Lists the signed-in browsers, with a button to end each. */
export class SessionList {
  readonly root = el("div", { class: "sessions" });
  readonly #context: LobbyContext;
  readonly #panel: Panel;

  constructor(context: LobbyContext, panel: Panel) {
    this.#context = context;
    this.#panel = panel;
  }

  async load(): Promise<void> {
    if (this.root.childElementCount === 0) this.root.replaceChildren(skeletonRows(2, "row-ghost"));
    try {
      const list = el("ul");
      for (const session of await this.#context.api.sessions()) list.append(this.#row(session));
      this.root.replaceChildren(list);
    } catch (error) {
      this.root.replaceChildren(emptyNote(apiErrorMessage(error)));
    }
  }

  /** Performs an action and shows its outcome. */
  async attempt(act: () => Promise<void>, text: string): Promise<void> {
    try {
      await act();
      this.#panel.setNote(text);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#panel.setNote(error.message, true);
    }
  }

  #row({ id, createdAtMs, current }: SessionInfo): HTMLElement {
    const since = `Since ${new Date(createdAtMs).toLocaleDateString()} (${formatAgo(serverTime.nowMs() - createdAtMs)})`;
    const row = el("li", {}, el("span", {}, current === true ? `${since}, this browser` : since));
    if (current === true) return row;
    const end = el("button", { type: "button", class: "quiet-button", "aria-label": `Sign out: ${since}` }, "Sign out");
    end.addEventListener("click", async () => {
      await this.attempt(() => this.#context.api.endSession(id), "That browser was signed out.");
      await this.load();
    });
    row.append(end);
    return row;
  }
}
