import { ApiError, apiErrorMessage, type BeaconToken, type NewBeaconToken } from "../../identity/index.ts";
import { copyText } from "../../ui/copy-text.ts";
import { el } from "../../ui/dom.ts";
import { field, submitForm } from "../../ui/forms.ts";
import { confirmButton } from "../../ui/panel.ts";
import { parseBeaconForm } from "../beacon-form.ts";
import type { LobbyContext } from "./context.ts";
import { emptyNote, skeletonRows } from "./name-with-badge.ts";

const NUMBER = { inputmode: "numeric", autocomplete: "off" };

/** Manages beacon tokens: issues them, showing each once, and revokes them. */
export class BeaconTokenPanel {
  readonly root: HTMLElement;
  readonly #context: LobbyContext;
  readonly #setNote: (text: string, wrong: boolean) => void;
  readonly #list = el("div", { class: "beacon-tokens" });
  readonly #new = el("div", { role: "status" });
  readonly #fields = {
    name: field("Name", { maxlength: 24, spellcheck: "false", autocomplete: "off", placeholder: "greenhouse-2" }),
    days: field("Valid for, days", { ...NUMBER, value: "30" }),
    x: field("X, px", { ...NUMBER, required: false }),
    y: field("Y, px", { ...NUMBER, required: false }),
    radius: field("Radius, px", { ...NUMBER, required: false }),
  };

  constructor(context: LobbyContext, setNote: (text: string, wrong: boolean) => void) {
    this.#context = context;
    this.#setNote = setNote;
    const { name, days, x, y, radius } = this.#fields;
    const circle = el(
      "details",
      { class: "kinds" },
      el("summary", {}, "Only inside a circle on the map"),
      el("div", { class: "field-row" }, x.root, y.root, radius.root),
    );
    const about = el("p", { class: "quiet" }, "A device with this token shows on everyone’s map and in the open feed.");
    const give = submitForm(
      "Issue a token",
      [about, el("div", { class: "field-row" }, name.root, days.root), circle],
      () => this.#give(),
      "",
    );
    this.root = el("div", { class: "beacon-desk" }, this.#list, this.#new, give);
  }

  show(): void {
    this.#new.replaceChildren();
    this.#list.replaceChildren(skeletonRows(2, "row-ghost"));
    void this.#load();
  }

  async #load(): Promise<void> {
    try {
      const tokens = await this.#context.api.beaconTokens();
      const list = el("ul", { "aria-label": "Beacons with a token" });
      for (const token of tokens) list.append(this.#row(token));
      this.#list.replaceChildren(tokens.length === 0 ? emptyNote("No beacon has a token.") : list);
    } catch (error) {
      this.#list.replaceChildren(emptyNote(apiErrorMessage(error)));
    }
  }

  async #give(): Promise<void> {
    this.#setNote("", false);
    const { name, days, x, y, radius } = this.#fields;
    const wish = parseBeaconForm({
      ...{ name: name.input.value, days: days.input.value },
      ...{ x: x.input.value, y: y.input.value, radius: radius.input.value },
    });
    if (typeof wish === "string") throw new ApiError(400, wish);
    this.#showToken(await this.#context.api.createBeaconToken(wish));
    for (const { input } of [name, x, y, radius]) input.value = "";
    await this.#load();
  }

  #showToken({ name, token }: NewBeaconToken): void {
    this.#new.replaceChildren(
      el(
        "section",
        { class: "new-token" },
        el("p", {}, "The token of ", el("b", {}, name), ". It is shown only once:"),
        el("code", {}, token),
        copyText(token, "token"),
      ),
    );
  }

  #row({ name, within, expiresAt }: BeaconToken): HTMLElement {
    const place = within === null ? "anywhere" : `within ${within.radius} px of ${within.x}, ${within.y}`;
    const end = new Date(expiresAt);
    const until = el(
      "time",
      { datetime: end.toISOString() },
      end.toLocaleDateString(undefined, { dateStyle: "medium" }),
    );
    const facts = el(
      "span",
      {},
      el("b", {}, name),
      el("span", { class: "trail-facts" }, el("span", {}, place), el("span", {}, "until ", until)),
    );
    const take = confirmButton("Revoke", "Revoke this token?", async () => {
      try {
        await this.#context.api.revokeBeaconToken(name);
        this.#new.replaceChildren();
        this.#setNote(`${name} can no longer publish.`, false);
      } catch (error) {
        this.#setNote(apiErrorMessage(error), true);
      }
      await this.#load();
    });
    take.setAttribute("aria-describedby", `beacon-${name}`);
    facts.id = `beacon-${name}`;
    return el("li", {}, facts, take);
  }
}
