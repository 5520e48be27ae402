import { el, nameOf } from "../dom.ts";
import { Panel, sureButton } from "../panel.ts";
import type { LobbyContext } from "./context.ts";
import { field, oneThing } from "./fields.ts";
import { emptyNote } from "./plate.ts";
import { SessionList } from "./session-list.ts";

const NAME = { autocomplete: "username", maxlength: 64, dir: "auto", spellcheck: "false" };
const PASSWORD = { type: "password", maxlength: 200 };

/** Who one is: a guest who may become an account, or an account. */
export class AccountPanel {
  readonly panel: Panel;
  readonly #context: LobbyContext;
  readonly #sessions: SessionList;
  /** What a guest wants: an account of their own, or the one they have. */
  #signIn = false;

  constructor(context: LobbyContext) {
    this.#context = context;
    this.panel = new Panel("Account", "card account-panel");
    this.#sessions = new SessionList(context, this.panel);
    context.identity.subscribe(() => {
      if (this.panel.open) this.#draw();
    });
  }

  show(): void {
    this.#draw();
    this.panel.show();
  }

  #draw(): void {
    const { identity } = this.#context;
    const { me } = identity;
    if (me === null) {
      const again = el("button", { type: "button", class: "quiet-button" }, "Try again");
      again.addEventListener("click", () => void identity.start());
      const reason = identity.status === "asking" ? "Asking the server who you are…" : identity.reason;
      this.panel.body.replaceChildren(emptyNote(`${reason} You can fly all the same.`, again));
    } else
      this.panel.body.replaceChildren(...(me.account ? this.#account(me.player.name) : this.#guest(me.player.name)));
  }

  #guest(name: string): readonly HTMLElement[] {
    const choice = el("div", { class: "choice", role: "radiogroup", "aria-label": "Account" });
    const forms = [this.#register(name), this.#login()];
    const pick = (signIn: boolean): void => {
      this.#signIn = signIn;
      forms[0].hidden = signIn;
      forms[1].hidden = !signIn;
    };
    for (const [label, signIn] of [
      ["Make an account", false],
      ["Sign in", true],
    ] as const) {
      const input = el("input", { type: "radio", name: "account", checked: signIn === this.#signIn });
      input.addEventListener("change", () => pick(signIn));
      choice.append(el("label", {}, input, el("span", {}, label)));
    }
    pick(this.#signIn);
    return [el("p", {}, "You fly as a guest, ", nameOf(name, "own"), "."), choice, ...forms];
  }

  #register(name: string): HTMLFormElement {
    const about = el("p", { class: "quiet" }, "Keeps your name, scores and friends, on every device.");
    const [called, secret] = [
      field("Name", { ...NAME, value: name }),
      field("Password", { ...PASSWORD, autocomplete: "new-password" }),
    ];
    return oneThing("Make the account", [about, called.root, secret.root], async () => {
      await this.#context.identity.register(called.input.value, secret.input.value);
      this.panel.tell("The account is yours.");
    });
  }

  #login(): HTMLFormElement {
    const about = el("p", { class: "quiet" }, "What you did as a guest stays with the guest.");
    const [called, secret] = [
      field("Name", NAME),
      field("Password", { ...PASSWORD, autocomplete: "current-password" }),
    ];
    return oneThing("Sign in", [about, called.root, secret.root], async () => {
      await this.#context.identity.login(called.input.value, secret.input.value);
      this.panel.tell("Signed in.");
    });
  }

  #account(name: string): readonly HTMLElement[] {
    const { identity } = this.#context;
    const out = el("button", { type: "button" }, "Sign out");
    out.addEventListener("click", () => void this.#sessions.attempt(() => identity.logout(), "Signed out."));
    const called = field("Name", { ...NAME, value: name });
    const rename = oneThing(
      "Change the name",
      [called.root],
      async () => {
        await identity.rename(called.input.value);
        this.panel.tell("The name is changed.");
      },
      "",
    );
    void this.#sessions.load();
    return [
      el("div", { class: "button-row" }, el("p", { class: "where" }, "Signed in as ", nameOf(name, "own"), "."), out),
      rename,
      el("section", {}, el("h3", {}, "Where you are signed in"), this.#sessions.root),
      this.#delete(),
    ];
  }

  #delete(): HTMLElement {
    const secret = field("Password", { ...PASSWORD, autocomplete: "current-password" });
    const gone = sureButton(
      "Delete the account",
      "Delete for ever: really?",
      () => void this.#sessions.attempt(() => this.#context.identity.erase(secret.input.value), "The account is gone."),
    );
    return el(
      "details",
      { class: "kinds" },
      el("summary", {}, "Delete the account"),
      el(
        "p",
        { class: "quiet" },
        "Your name, friends, inbox and everything you said are deleted. This cannot be undone.",
      ),
      secret.root,
      gone,
    );
  }
}
