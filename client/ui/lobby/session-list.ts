import { ApiError, reasonFor, type SessionInfo } from "../../identity/index.ts";
import { serverTime } from "../../server-time.ts";
import { el } from "../dom.ts";
import type { Panel } from "../panel.ts";
import { ago } from "../words.ts";
import type { LobbyContext } from "./context.ts";
import { emptyNote, ghosts } from "./plate.ts";

/** The browsers that are signed in, each with its end. */
export class SessionList {
  readonly root = el("div", { class: "sessions" });
  readonly #context: LobbyContext;
  readonly #panel: Panel;

  constructor(context: LobbyContext, panel: Panel) {
    this.#context = context;
    this.#panel = panel;
  }

  async load(): Promise<void> {
    if (this.root.childElementCount === 0) this.root.replaceChildren(ghosts(2, "row-ghost"));
    try {
      const list = el("ul");
      for (const session of await this.#context.api.sessions()) list.append(this.#row(session));
      this.root.replaceChildren(list);
    } catch (error) {
      this.root.replaceChildren(emptyNote(reasonFor(error)));
    }
  }

  /** Does it, and tells how it went. */
  async attempt(act: () => Promise<void>, text: string): Promise<void> {
    try {
      await act();
      this.#panel.tell(text);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#panel.tell(error.message, true);
    }
  }

  #row({ id, createdAtMs, current }: SessionInfo): HTMLElement {
    const since = `Since ${new Date(createdAtMs).toLocaleDateString()} (${ago(serverTime.nowMs() - createdAtMs)})`;
    const row = el("li", {}, el("span", {}, current === true ? `${since}, this browser` : since));
    if (current === true) return row;
    const end = el(
      "button",
      { type: "button", class: "quiet-button", "aria-label": `End the session: ${since}` },
      "End",
    );
    end.addEventListener("click", async () => {
      await this.attempt(() => this.#context.api.endSession(id), "That browser is signed out.");
      await this.load();
    });
    row.append(end);
    return row;
  }
}
