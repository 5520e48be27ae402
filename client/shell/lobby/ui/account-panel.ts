import { signInWithPasskey, supportsPasskeys } from "../../identity/index.ts";
import { el, nameElement } from "../../ui/dom.ts";
import { field, PASSWORD_ATTRIBUTES, submitForm } from "../../ui/forms.ts";
import { confirmButton, Panel } from "../../ui/panel.ts";
import { saveFile } from "../../ui/save-file.ts";
import type { LobbyContext } from "./context.ts";
import { emptyNote } from "./name-with-badge.ts";
import { recoveryCodes } from "./recovery-codes.ts";
import { SecuritySection } from "./security-section.ts";
import { SessionList } from "./session-list.ts";

const NAME = { autocomplete: "username", maxlength: 64, dir: "auto", spellcheck: "false" };

/** The player's account: a guest can register or sign in. */
export class AccountPanel {
  readonly panel: Panel;
  readonly #context: LobbyContext;
  readonly #sessions: SessionList;
  /** Created anew for each player, so that nobody sees what another player typed. */
  #security: SecuritySection | null = null;
  #securityOf = 0;
  /** Recovery codes that the player has not confirmed yet. */
  #codes: readonly string[] = [];
  /** Whether the guest signs in to an existing account instead of registering. */
  #signIn = false;

  constructor(context: LobbyContext) {
    this.#context = context;
    this.panel = new Panel("Account", "card account-panel");
    this.#sessions = new SessionList(context, this.panel);
    this.panel.root.addEventListener("close", () => {
      this.#codes = [];
      this.#security = null;
    });
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
      const reason = identity.status === "asking" ? "Signing you in…" : identity.reason;
      this.panel.body.replaceChildren(emptyNote(`${reason} You can still play.`, again));
    } else if (this.#codes.length > 0) {
      this.panel.body.replaceChildren(recoveryCodes(me.player.name, this.#codes, () => this.#showCodes([])));
    } else
      this.panel.body.replaceChildren(...(me.account ? this.#account(me.player.name) : this.#guest(me.player.name)));
  }

  #securityFor(player: number): SecuritySection {
    if (this.#security === null || this.#securityOf !== player)
      this.#security = new SecuritySection(this.#context, this.panel, (codes) => this.#showCodes(codes));
    this.#securityOf = player;
    return this.#security;
  }

  #showCodes(codes: readonly string[]): void {
    this.#codes = codes;
    this.#draw();
  }

  #guest(name: string): readonly HTMLElement[] {
    const choice = el("div", { class: "choice", role: "radiogroup", "aria-label": "Account" });
    const [make, enter] = [this.#register(name), el("div", { class: "sign-in" }, ...this.#login())];
    const pick = (signIn: boolean): void => {
      this.#signIn = signIn;
      make.hidden = signIn;
      enter.hidden = !signIn;
    };
    for (const [label, signIn] of [
      ["Create an account", false],
      ["Sign in", true],
    ] as const) {
      const input = el("input", { type: "radio", name: "account", checked: signIn === this.#signIn });
      input.addEventListener("change", () => pick(signIn));
      choice.append(el("label", {}, input, el("span", {}, label)));
    }
    pick(this.#signIn);
    return [el("p", {}, "You are playing as a guest, ", nameElement(name, "own"), "."), choice, make, enter];
  }

  #register(name: string): HTMLFormElement {
    const about = el("p", { class: "quiet" }, "It keeps your name, scores and friends on every device.");
    const [called, secret] = [
      field("Name", { ...NAME, value: name }),
      field("Password", { ...PASSWORD_ATTRIBUTES, autocomplete: "new-password" }),
    ];
    return submitForm("Create account", [about, called.root, secret.root], async () => {
      this.#showCodes(await this.#context.identity.register(called.input.value, secret.input.value));
      this.panel.setNote("Your account is ready.");
    });
  }

  #login(): readonly HTMLElement[] {
    const about = el("p", { class: "quiet" }, "Your guest’s name, scores and friends do not move to this account.");
    const [called, secret] = [
      field("Name", NAME),
      field("Password", { ...PASSWORD_ATTRIBUTES, autocomplete: "current-password" }),
    ];
    const form = submitForm("Sign in", [about, called.root, secret.root], async () => {
      await this.#context.identity.login(called.input.value, secret.input.value);
      this.panel.setNote("Signed in.");
    });
    return [form, this.#passkey(), this.#recover()];
  }

  /** Shown only where passkeys work. */
  #passkey(): HTMLElement {
    const { api, identity } = this.#context;
    const button = el("button", { type: "button", hidden: true }, "Sign in with a passkey");
    button.addEventListener("click", async () => {
      button.disabled = true;
      await this.#sessions.attempt(async () => identity.acceptSignIn(await signInWithPasskey(api)), "Signed in.");
      button.disabled = false;
    });
    if (supportsPasskeys())
      void api.passkeysAvailable().then(
        (available) => {
          button.hidden = !available;
        },
        () => undefined,
      );
    return button;
  }

  #recover(): HTMLElement {
    const [called, code, secret] = [
      field("Name", NAME),
      field("Recovery code", {
        maxlength: 64,
        autocomplete: "off",
        spellcheck: "false",
        placeholder: "xxxx-xxxx-xxxx-xxxx",
      }),
      field("New password", { ...PASSWORD_ATTRIBUTES, autocomplete: "new-password" }),
    ];
    const { api, identity } = this.#context;
    const form = submitForm("Set new password", [called.root, code.root, secret.root], async () => {
      await identity.acceptSignIn(await api.recover(called.input.value, code.input.value, secret.input.value));
      this.panel.setNote("Your password was changed, and you are signed in.");
    });
    return el(
      "details",
      { class: "kinds" },
      el("summary", {}, "Forgot your password?"),
      el("p", { class: "where" }, "This signs you out on all devices and removes your passkeys."),
      form,
    );
  }

  #account(name: string): readonly HTMLElement[] {
    const { identity } = this.#context;
    const out = el("button", { type: "button" }, "Sign out");
    out.addEventListener("click", () => void this.#sessions.attempt(() => identity.logout(), "Signed out."));
    const called = field("Name", { ...NAME, value: name });
    const rename = submitForm(
      "Change name",
      [called.root],
      async () => {
        await identity.rename(called.input.value);
        this.panel.setNote("Your name was changed.");
      },
      "",
    );
    void this.#sessions.load();
    const security = this.#securityFor(identity.player?.id ?? 0);
    void security.load();
    return [
      el(
        "div",
        { class: "button-row" },
        el("p", { class: "where" }, "Signed in as ", nameElement(name, "own"), "."),
        out,
      ),
      rename,
      el("section", {}, el("h3", {}, "Your sign-ins"), this.#sessions.root),
      this.#everywhere(),
      security.root,
      this.#export(),
      this.#delete(),
    ];
  }

  #everywhere(): HTMLElement {
    const { identity } = this.#context;
    const out = el("button", { type: "button", class: "quiet-button danger" }, "Sign out everywhere");
    out.addEventListener(
      "click",
      () => void this.#sessions.attempt(() => identity.logoutEverywhere(), "Signed out everywhere."),
    );
    return el(
      "details",
      { class: "kinds" },
      el("summary", {}, "Sign out everywhere"),
      el("p", { class: "quiet" }, "Signs you out in every browser, including this one."),
      el("div", { class: "button-row" }, out),
    );
  }

  #export(): HTMLElement {
    const save = el("button", { type: "button" }, "Download your data");
    save.addEventListener("click", async () => {
      save.disabled = true;
      await this.#sessions.attempt(async () => {
        const data = await this.#context.api.exportData();
        saveFile("orrery-data.json", JSON.stringify(data, null, 2), "application/json");
      }, "Your data was saved as a file.");
      save.disabled = false;
    });
    return el(
      "details",
      { class: "kinds" },
      el("summary", {}, "Your data"),
      el("p", { class: "quiet" }, "Everything that this server keeps about you, as one JSON file."),
      el("div", { class: "button-row" }, save),
    );
  }

  #delete(): HTMLElement {
    const secret = field("Password", { ...PASSWORD_ATTRIBUTES, autocomplete: "current-password" });
    const gone = confirmButton(
      "Delete account",
      "Delete for good?",
      () =>
        void this.#sessions.attempt(
          () => this.#context.identity.deleteAccount(secret.input.value),
          "Your account was deleted.",
        ),
    );
    return el(
      "details",
      { class: "kinds" },
      el("summary", {}, "Delete account"),
      el(
        "p",
        { class: "quiet" },
        "Your friends, inbox and everything you said are deleted, and nobody can take your name for a year. This cannot be undone.",
      ),
      secret.root,
      gone,
    );
  }
}
