import { el, textWriter, visibilityWriter } from "../../shell/ui/dom.ts";
import type { AnyView } from "../view.ts";
import type { AnyPage } from "./any-page.ts";

/** A game's line of text above the picture, which screen readers read out when it changes. */
export class Headline {
  readonly root = el("p", { class: "headline", role: "status", hidden: true });
  readonly #page: Pick<AnyPage, "headline">;
  readonly #write = textWriter(this.root);
  readonly #show = visibilityWriter(this.root);

  constructor(page: Pick<AnyPage, "headline">) {
    this.#page = page;
  }

  update(view: AnyView): void {
    const text = this.#page.headline?.(view) ?? "";
    this.#write(text);
    this.#show(text !== "");
  }
}
