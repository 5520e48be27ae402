import { serverTime } from "../../../net/server-time.ts";
import { type AuditEntry, apiErrorMessage } from "../../identity/index.ts";
import { el, nameElement } from "../../ui/dom.ts";
import { formatAgo } from "../../ui/format.ts";
import { actorName, auditText, subjectName } from "../audit-text.ts";
import { liftSanction } from "../lift-sanction.ts";
import type { LobbyContext } from "./context.ts";
import { emptyNote, skeletonRows } from "./name-with-badge.ts";

const EMPTY: Readonly<Record<string, string>> = {
  report: "No reports.",
  "": "No moderator actions yet.",
};

/** The audit trail, or one kind of row: newest first, older ones on request. */
export class AuditTrail {
  readonly root = el("div", { class: "trail" });
  readonly #context: LobbyContext;
  readonly #action: string;
  readonly #setNote: (text: string, wrong: boolean) => void;
  readonly #older = el("button", { type: "button", class: "quiet-button" }, "Older");
  #list = el("ol");
  #lastId = 0;
  /** Rises with each query: answers to earlier ones are dropped. */
  #look = 0;

  /** @param action only rows of this kind; "": all */
  constructor(context: LobbyContext, action: string, setNote: (text: string, wrong: boolean) => void) {
    this.#context = context;
    this.#action = action;
    this.#setNote = setNote;
    this.#older.addEventListener("click", () => void this.#more());
  }

  show(): void {
    this.#look++;
    this.#lastId = 0;
    this.#list = el("ol", { "aria-label": this.#action === "report" ? "Reports" : "Audit trail" });
    this.root.replaceChildren(skeletonRows(5, "row-ghost"));
    void this.#more();
  }

  async #more(): Promise<void> {
    const look = this.#look;
    // A disabled button loses the focus.
    const wasFocused = document.activeElement === this.#older;
    this.#older.disabled = true;
    try {
      const { rows, more } = await this.#context.api.auditTrail(this.#lastId, this.#action);
      if (look !== this.#look) return;
      const added = rows.map((row) => this.#row(row));
      this.#list.append(...added);
      this.#lastId = rows.at(-1)?.id ?? this.#lastId;
      const none = this.#list.childElementCount === 0;
      this.root.replaceChildren(
        none ? emptyNote(EMPTY[this.#action] ?? "") : this.#list,
        ...(more ? [this.#older] : []),
      );
      // Keyboard users continue at the first new row.
      if (wasFocused) added[0]?.querySelector("button")?.focus();
    } catch (error) {
      const reason = apiErrorMessage(error);
      if (look !== this.#look) return;
      if (this.#list.childElementCount > 0) this.#setNote(reason, true);
      else {
        const again = el("button", { type: "button", class: "quiet-button" }, "Try again");
        again.addEventListener("click", () => this.show());
        this.root.replaceChildren(emptyNote(reason, again));
      }
    } finally {
      this.#older.disabled = false;
    }
  }

  #row(entry: AuditEntry): HTMLElement {
    const words = auditText(entry);
    const what = el("p", {}, this.#person(entry.by, entry.byName, actorName(entry)), ` ${words.verb}`);
    if (words.about) what.append(" ", this.#person(entry.player, entry.playerName, subjectName(entry)));
    if (words.after !== "") what.append(` ${words.after}`);
    if (words.untilMs > 0) what.append(" until ", moment(words.untilMs));
    what.append(".");
    const when = el(
      "time",
      { datetime: new Date(entry.atMs).toISOString() },
      formatAgo(serverTime.nowMs() - entry.atMs),
    );
    when.title = new Date(entry.atMs).toLocaleString();
    const facts = el("p", { class: "trail-facts" }, when);
    if (words.place !== "") facts.append(el("span", {}, `in ${words.place}`));
    if (words.why !== "") facts.append(el("span", { class: "trail-why" }, "because: ", said(words.why)));
    const row = el("li", { class: "trail-row", "data-action": entry.action }, what);
    if (words.quote !== "") row.append(el("blockquote", {}, said(words.quote)));
    row.append(facts);
    if (entry.holds && (entry.action === "mute" || entry.action === "ban")) row.append(this.#lift(entry, entry.action));
    return row;
  }

  #person(player: number, name: string, shown: string): HTMLElement {
    if (name === "") return el("i", {}, shown);
    const button = el("button", { type: "button", class: "name-button" }, nameElement(name, "person"));
    button.addEventListener("click", () => this.#context.openPlayer(player, name));
    return button;
  }

  #lift(entry: AuditEntry, kind: "mute" | "ban"): HTMLElement {
    const label = kind === "mute" ? "Unmute" : "Unban";
    const button = el("button", { type: "button", class: "quiet-button" }, label);
    button.setAttribute("aria-label", `${label} ${subjectName(entry)}`);
    button.addEventListener("click", async () => {
      button.disabled = true;
      const outcome = await liftSanction(this.#context, kind, entry.player);
      button.disabled = false;
      if (outcome.ok) {
        const lifted = el("p", { class: "lifted", tabindex: -1 }, "Lifted.");
        button.replaceWith(lifted);
        // The Tab key continues from here.
        lifted.focus();
      }
      const free = kind === "mute" ? "is no longer muted" : "is no longer banned";
      this.#setNote(outcome.ok ? `${subjectName(entry)} ${free}.` : outcome.reason, !outcome.ok);
    });
    return button;
  }
}

const said = (text: string): HTMLElement => el("bdi", { class: "line-text", dir: "auto" }, text);

function moment(atMs: number): HTMLElement {
  const date = new Date(atMs);
  const shown = date.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return el("time", { datetime: date.toISOString() }, shown);
}
