import type { JoinTarget } from "../../net/index.ts";
import { withInvite } from "../lobby/invite.ts";
import { matchName } from "../lobby/match-name.ts";
import type { MenuParts } from "../menu-skeleton.ts";
import type { JoinChoice } from "../page-state.ts";
import { el } from "../ui/dom.ts";

export interface MenuPort<Choice extends JoinChoice> {
  launch(choice: Choice, into: JoinTarget): void;
  /** Takes back the launch. */
  cancel(): void;
  openPrivate(): void;
}

/** Longest that can be typed; the server counts visible characters, and says so. */
const MAX_TYPED = 64;

/** A game's part of the menu. */
export interface MenuOptions<Choice extends JoinChoice> {
  /** To begin with. */
  readonly name: string;
  /** Labels: of the menu, the name's field, and the button that launches. */
  readonly label: string;
  readonly nameLabel: string;
  readonly launchLabel: string;
  /** Title and tagline. */
  readonly heading: readonly HTMLElement[];
  /** More to choose, below the name. @param changed call it when something else is chosen */
  readonly picker?: (changed: () => void) => HTMLElement;
  /** How to play. */
  readonly howTo: readonly HTMLElement[];
  /** The choice with this name. */
  readonly choose: (name: string) => Choice;
  /** Stands where the lobby will be, until {@link Menu.connect}. */
  readonly outline: MenuParts;
}

/** The menu: a name, and a button that launches. It works before the rest of the page does: an early press is kept. */
export class Menu<Choice extends JoinChoice = JoinChoice> {
  readonly root: HTMLElement;
  /** Links to other games. */
  readonly more = el("div", { class: "more-games" });
  readonly #options: MenuOptions<Choice>;
  #port: MenuPort<Choice> | null = null;
  #lobby: MenuParts;
  /** Pressed before there was a port; the last press counts. */
  #early: ((port: MenuPort<Choice>) => void) | null = null;
  readonly #name: HTMLInputElement;
  readonly #launch: HTMLButtonElement;
  readonly #apart = el("button", { type: "button", class: "link-button" }, "Private match");
  readonly #cancel = el("button", { type: "button", class: "link-button", hidden: true }, "Cancel");
  readonly #nameError = el("p", { class: "field-error", id: "name-error", role: "alert" });
  readonly #error = el("p", { class: "form-error", role: "alert" });
  readonly #invited = el("p", { class: "invited", hidden: true });
  /** The room of the match that this page's address invites to; null: none. */
  #invite: string | null = null;

  constructor(options: MenuOptions<Choice>) {
    this.#options = options;
    const { name, label, nameLabel, launchLabel, heading, picker, howTo, outline } = options;
    this.#lobby = outline;
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
    this.#name.value = name;
    this.#name.addEventListener("input", () => this.#clearErrors());
    this.#launch = el("button", { type: "submit", class: "primary launch" }, launchLabel);
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
        el("label", { for: "pilot-name" }, nameLabel),
        el("div", { class: "entry-row" }, this.#name, this.#launch),
        this.#apart,
        this.#cancel,
        this.#nameError,
      ),
      this.#error,
      this.#invited,
      ...(picker === undefined ? [] : [picker(() => this.#clearErrors())]),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#clearErrors();
      this.#launchNow();
    });
    this.root = el(
      "main",
      { class: "menu bare", "data-view": "fly", hidden: true },
      el(
        "section",
        { class: "play", "aria-label": label },
        el("header", { class: "menu-head" }, ...heading),
        form,
        ...howTo,
        this.more,
      ),
      outline.toolbar,
      ...outline.boards,
    );
  }

  /** The rest of the page is there: its parts take their places, and an early press takes effect. */
  connect(port: MenuPort<Choice>, lobby: MenuParts): void {
    this.#lobby.toolbar.replaceWith(lobby.toolbar);
    for (const board of this.#lobby.boards) board.remove();
    lobby.toolbar.after(...lobby.boards);
    this.#lobby = lobby;
    this.#port = port;
    const early = this.#early;
    this.#early = null;
    early?.(port);
  }

  #ask(act: (port: MenuPort<Choice>) => void): void {
    if (this.#port === null) this.#early = act;
    else act(this.#port);
  }

  #launchNow(): void {
    const { choice } = this;
    const into: JoinTarget = this.#invite === null ? "any" : { room: this.#invite };
    if (this.#port === null) this.setBusy(true);
    this.#ask((port) => port.launch(choice, into));
  }

  get choice(): Choice {
    return this.#options.choose(this.#name.value);
  }

  /** Shows one part where there is no room for all. */
  view(view: string): void {
    this.root.dataset.view = view;
  }

  /** An account plays under its own name; a guest chooses one. */
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
    // Do not disturb someone who is already typing.
    if (begins && window.matchMedia("(hover: hover)").matches) {
      this.#name.focus({ preventScroll: true });
      this.#name.select();
    }
  }

  /** While the match is being joined. */
  setBusy(on: boolean): void {
    // Nothing moves meanwhile, so that painting the menu does not hold up the engine.
    this.root.classList.toggle("still", on);
    this.#launch.disabled = on;
    this.#cancel.hidden = !on;
    this.#apart.hidden = on;
    this.#launch.textContent = on ? "Joining…" : this.#invite === null ? this.#options.launchLabel : "Join match";
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

  #clearErrors(): void {
    this.#nameError.textContent = "";
    this.#error.textContent = "";
    this.#name.removeAttribute("aria-invalid");
  }
}
