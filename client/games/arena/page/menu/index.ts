import { HullPicker } from "../../hud/hull-picker.ts";
import type { Bindings } from "../../input/actions.ts";
import { withInvite } from "../../../../shell/lobby/invite.ts";
import { matchName } from "../../../../shell/lobby/match-name.ts";
import { el } from "../../../../shell/ui/dom.ts";
import { HowTo } from "./how-to.ts";
import { logo } from "../../../../shell/menu/logo.ts";

export interface MenuChoice {
  readonly name: string;
  readonly hull: number;
}

/** Where a launch leads: to any match that has room, to one, or to a new one that only its link leads to. */
export type JoinTarget = "any" | "new" | { readonly room: string };

export interface MenuPort {
  launch(choice: MenuChoice, into: JoinTarget): void;
  /** Launch was pressed, and is not meant any more. */
  cancel(): void;
  openPrivate(): void;
}

/** What stands beside the way in. */
export interface MenuParts {
  readonly toolbar: HTMLElement;
  readonly boards: readonly HTMLElement[];
}

/** Longest that can be typed; the server counts visible characters, and says so. */
const MAX_TYPED = 64;

/** The way in: a name, a hull, and Launch. Works before the rest of the page: what is pressed early is kept. */
export class Menu {
  readonly root: HTMLElement;
  #port: MenuPort | null = null;
  #company: MenuParts;
  /** Pressed before there was a port; the last press counts. */
  #early: ((port: MenuPort) => void) | null = null;
  readonly #name: HTMLInputElement;
  readonly #hulls: HullPicker;
  readonly #howTo = new HowTo();
  readonly #launch: HTMLButtonElement;
  readonly #apart = el("button", { type: "button", class: "link-button" }, "Private match");
  readonly #cancel = el("button", { type: "button", class: "link-button", hidden: true }, "Cancel");
  readonly #nameError = el("p", { class: "field-error", id: "name-error", role: "alert" });
  readonly #error = el("p", { class: "form-error", role: "alert" });
  readonly #invited = el("p", { class: "invited", hidden: true });
  /** The room of the match that this page's address invites to; null: none. */
  #invite: string | null = null;

  /** @param outline stands where the company will be, until {@link connect} */
  constructor(choice: MenuChoice, bindings: Bindings, outline: MenuParts) {
    this.#company = outline;
    this.#name = el("input", {
      id: "pilot-name",
      type: "text",
      maxlength: MAX_TYPED,
      autocomplete: "nickname",
      autocapitalize: "words",
      spellcheck: "false",
      enterkeyhint: "go",
      dir: "auto",
      required: true,
      "aria-describedby": "name-error",
    });
    this.#name.value = choice.name;
    this.#name.addEventListener("input", () => this.#clearErrors());
    this.#hulls = new HullPicker("Ship", "hull", choice.hull, () => this.#clearErrors());
    this.#launch = el("button", { type: "submit", class: "primary launch" }, "Launch");
    this.#cancel.addEventListener("click", () => {
      if (this.#port !== null) this.#port.cancel();
      else {
        this.#early = null;
        this.setBusy(false);
      }
    });
    this.#apart.addEventListener("click", () => this.#ask((port) => port.openPrivate()));
    const form = el(
      "form",
      { class: "menu-form", novalidate: true },
      el(
        "div",
        { class: "entry" },
        el("label", { for: "pilot-name" }, "Pilot name"),
        el("div", { class: "entry-row" }, this.#name, this.#launch),
        this.#apart,
        this.#cancel,
        this.#nameError,
      ),
      this.#error,
      this.#invited,
      this.#hulls.root,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#clearErrors();
      this.#launchNow();
    });
    this.#howTo.show(bindings);
    this.root = el(
      "main",
      { class: "menu bare", "data-view": "fly", hidden: true },
      el(
        "section",
        { class: "play", "aria-label": "Fly" },
        el(
          "header",
          { class: "menu-head" },
          logo(),
          el("p", { class: "tagline" }, "Fly, fight, mine, trade. One star, one sky, everyone."),
        ),
        form,
        this.#howTo.root,
      ),
      outline.toolbar,
      ...outline.boards,
    );
  }

  /** The rest of the page is there: its parts take their places, and what was pressed early is done. */
  connect(port: MenuPort, company: MenuParts): void {
    this.#company.toolbar.replaceWith(company.toolbar);
    for (const board of this.#company.boards) board.remove();
    company.toolbar.after(...company.boards);
    this.#company = company;
    this.#port = port;
    const early = this.#early;
    this.#early = null;
    early?.(port);
  }

  #ask(act: (port: MenuPort) => void): void {
    if (this.#port === null) this.#early = act;
    else act(this.#port);
  }

  #launchNow(): void {
    const { choice } = this;
    const into: JoinTarget = this.#invite === null ? "any" : { room: this.#invite };
    if (this.#port === null) this.setBusy(true);
    this.#ask((port) => port.launch(choice, into));
  }

  get choice(): MenuChoice {
    return { name: this.#name.value, hull: this.#hulls.chosen };
  }

  /** Which part is seen where not all have room. */
  view(view: string): void {
    this.root.dataset.view = view;
  }

  /** An account flies under its own name; whoever has none chooses one. */
  showIdentity({
    me,
  }: {
    readonly me: { readonly account: boolean; readonly player: { readonly name: string } } | null;
  }): void {
    if (me?.account === true) this.#name.value = me.player.name;
    this.#name.readOnly = me?.account === true;
  }

  /** @param room of the match that this page's address invites to; null: none */
  invite(room: string | null): void {
    this.#invite = room;
    this.#invited.hidden = room === null;
    this.setBusy(this.#launch.disabled);
    if (room === null) return;
    const no = el("button", { type: "button", class: "link-button" }, "Any match instead");
    no.addEventListener("click", () => {
      window.history.replaceState(null, "", withInvite(window.location.href, null));
      this.invite(null);
      this.#launch.focus();
    });
    this.#invited.replaceChildren("You are invited to ", el("b", {}, matchName(room)), ". ", no);
  }

  show(on: boolean): void {
    const begins = on && this.root.hidden;
    this.root.hidden = !on;
    if (this.#early === null) this.setBusy(false);
    // Whoever types already is not disturbed.
    if (begins && window.matchMedia("(hover: hover)").matches) {
      this.#name.focus({ preventScroll: true });
      this.#name.select();
    }
  }

  /** While the server is asked. */
  setBusy(on: boolean): void {
    // Nothing moves then: pictures of it would hold up the engine's.
    this.root.classList.toggle("still", on);
    this.#launch.disabled = on;
    this.#cancel.hidden = !on;
    this.#apart.hidden = on;
    this.#launch.textContent = on ? "Joining…" : this.#invite === null ? "Launch" : "Join match";
  }

  /** Why it did not work, in words; beside the name when it is about the name. What was typed stays. */
  showRefusal(reason: string, about: "name" | "all"): void {
    this.setBusy(false);
    const place = about === "name" ? this.#nameError : this.#error;
    place.textContent = reason;
    if (about !== "name") return;
    this.#name.setAttribute("aria-invalid", "true");
    this.#name.focus();
    this.#name.select();
  }

  setBindings(bindings: Bindings): void {
    this.#howTo.show(bindings);
  }

  #clearErrors(): void {
    this.#nameError.textContent = "";
    this.#error.textContent = "";
    this.#name.removeAttribute("aria-invalid");
  }
}
