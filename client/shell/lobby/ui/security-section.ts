import { serverTime } from "../../../net/server-time.ts";
import {
  apiErrorMessage,
  createPasskey,
  type PasskeyInfo,
  type Security,
  type SignInInfo,
  supportsPasskeys,
} from "../../identity/index.ts";
import { el } from "../../ui/dom.ts";
import { formatAgo, formatCount } from "../../ui/format.ts";
import { field, PASSWORD_ATTRIBUTES, submitForm } from "../../ui/forms.ts";
import { confirmButton, type Panel } from "../../ui/panel.ts";
import type { LobbyContext } from "./context.ts";
import { emptyNote } from "./name-with-badge.ts";

const CURRENT = { ...PASSWORD_ATTRIBUTES, autocomplete: "current-password" };
const NEW = { ...PASSWORD_ATTRIBUTES, autocomplete: "new-password" };
const PASSKEY_NAME = { maxlength: 40, placeholder: "This laptop, my phone…", autocomplete: "off" };
const HISTORY_SHOWN = 12;
const WAYS: Readonly<Record<string, string>> = {
  register: "Account created",
  password: "Password",
  passkey: "Passkey",
  recovery: "Recovery code",
};

/** The account's password, recovery codes and passkeys, and its sign-in history. */
export class SecuritySection {
  readonly root = el("div", { class: "security" });
  readonly #context: LobbyContext;
  readonly #panel: Panel;
  readonly #showCodes: (codes: readonly string[]) => void;
  readonly #codesLeft = el("p", { class: "quiet" });
  readonly #passkeys = el("details", { class: "kinds", hidden: true });
  readonly #history = el("div", { class: "sign-ins" });

  /** @param showCodes shows new recovery codes once */
  constructor(context: LobbyContext, panel: Panel, showCodes: (codes: readonly string[]) => void) {
    this.#context = context;
    this.#panel = panel;
    this.#showCodes = showCodes;
    const part = (label: string, ...nodes: readonly HTMLElement[]): HTMLElement =>
      el("details", { class: "kinds" }, el("summary", {}, label), ...nodes);
    this.root.append(
      part("Change password", this.#changePassword()),
      part("Recovery codes", this.#codesLeft, this.#newCodes()),
      this.#passkeys,
      part("Recent sign-ins", this.#history),
    );
  }

  async load(): Promise<void> {
    try {
      this.#draw(await this.#context.api.security());
    } catch (error) {
      this.#history.replaceChildren(emptyNote(apiErrorMessage(error)));
    }
  }

  #draw({ recoveryCodesLeft, passkeysAvailable, passkeys, signIns }: Security): void {
    this.#codesLeft.textContent =
      recoveryCodesLeft === 0
        ? "You have no recovery codes. Without one, a forgotten password cannot be replaced."
        : `You have ${formatCount(recoveryCodesLeft, "unused code")}. New ones replace them.`;
    this.#history.replaceChildren(
      el("ul", {}, ...signIns.slice(0, HISTORY_SHOWN).map(signInRow)),
      el("p", { class: "quiet" }, "If you do not recognise one of these, change your password."),
    );
    // Passkeys that were created elsewhere can still be removed here.
    const usable = passkeysAvailable && supportsPasskeys();
    this.#passkeys.hidden = !usable && passkeys.length === 0;
    this.#passkeys.replaceChildren(
      el("summary", {}, passkeys.length === 0 ? "Passkeys" : `Passkeys (${passkeys.length})`),
      el("p", { class: "quiet" }, "Sign in with your device’s screen lock or a security key instead of a password."),
      el("ul", { class: "passkeys" }, ...passkeys.map((passkey) => this.#passkey(passkey))),
      ...(usable ? [this.#newPasskey()] : []),
    );
  }

  #changePassword(): HTMLElement {
    const [old, next] = [field("Current password", CURRENT), field("New password", NEW)];
    const about = el("p", { class: "quiet" }, "This signs out your other browsers.");
    const form = submitForm("Change password", [about, old.root, next.root], async () => {
      await this.#context.api.changePassword(old.input.value, next.input.value);
      form.reset();
      this.#panel.setNote("Your password was changed, and other browsers were signed out.");
    });
    return form;
  }

  #newCodes(): HTMLElement {
    const secret = field("Password", CURRENT);
    const form = submitForm(
      "Create new codes",
      [secret.root],
      async () => {
        const codes = await this.#context.api.newRecoveryCodes(secret.input.value);
        form.reset();
        this.#showCodes(codes);
      },
      "",
    );
    return form;
  }

  #newPasskey(): HTMLElement {
    const [name, secret] = [field("Name of the new passkey", PASSKEY_NAME), field("Password", CURRENT)];
    return submitForm(
      "Add a passkey",
      [name.root, secret.root],
      async () => {
        await createPasskey(this.#context.api, secret.input.value, name.input.value);
        this.#panel.setNote("Passkey added. You can now sign in with it.");
        await this.load();
      },
      "",
    );
  }

  #passkey({ id, name, createdAtMs, usedAtMs }: PasskeyInfo): HTMLElement {
    const used = usedAtMs === 0 ? "never used" : `used ${formatAgo(serverTime.nowMs() - usedAtMs)}`;
    const input = el("input", {
      type: "text",
      value: name,
      maxlength: 40,
      "aria-label": `Name of the passkey ${name}`,
    });
    input.addEventListener("change", () => {
      void this.#attempt(() => this.#context.api.renamePasskey(id, input.value), "Passkey renamed.");
    });
    const remove = confirmButton(
      "Remove",
      "Remove this passkey?",
      () => void this.#attempt(() => this.#context.api.removePasskey(id), "Passkey removed."),
    );
    const made = `Added ${formatAgo(serverTime.nowMs() - createdAtMs)}, ${used}`;
    return el("li", {}, el("span", { class: "passkey-name field" }, input, el("small", {}, made)), remove);
  }

  async #attempt(act: () => Promise<void>, text: string): Promise<void> {
    try {
      await act();
      this.#panel.setNote(text);
    } catch (error) {
      this.#panel.setNote(apiErrorMessage(error), true);
    }
    await this.load();
  }
}

function signInRow({ how, failed, address, browser, atMs }: SignInInfo): HTMLElement {
  const way = WAYS[how] ?? how;
  const what = failed === 0 ? way : `${failed} failed ${failed === 1 ? "attempt" : "attempts"} (${way.toLowerCase()})`;
  const from = address === "" ? browser : `${browser}, from ${address}`;
  return el(
    "li",
    { class: failed === 0 ? "" : "failed" },
    el("b", {}, what),
    el("span", {}, from),
    el("time", { datetime: new Date(atMs).toISOString() }, formatAgo(serverTime.nowMs() - atMs)),
  );
}
