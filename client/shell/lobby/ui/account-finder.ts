import { ROLE, type RoleName } from "../../../../shared/roles.ts";
import { apiErrorMessage, type PlayerInfo } from "../../identity/index.ts";
import { el } from "../../ui/dom.ts";
import { field, submitForm } from "../../ui/forms.ts";
import { confirmButton } from "../../ui/panel.ts";
import { canSetRoles, type LobbyContext } from "./context.ts";
import { nameWithBadge } from "./name-with-badge.ts";

const ROLES: readonly RoleName[] = ["player", "moderator", "operator"];
const MAY: Readonly<Record<string, string>> = {
  player: "can play, chat and report.",
  moderator: "can also mute, ban and erase, read this trail, and issue beacon tokens.",
  operator: "can also set roles.",
};

/** Finds an account by name, and shows or changes its role. */
export class AccountFinder {
  readonly root: HTMLElement;
  readonly #context: LobbyContext;
  readonly #setNote: (text: string, wrong: boolean) => void;
  readonly #found = el("div", { class: "found", "aria-live": "polite" });
  readonly #name = field("Account name", {
    maxlength: 64,
    dir: "auto",
    spellcheck: "false",
    autocomplete: "off",
  });

  constructor(context: LobbyContext, setNote: (text: string, wrong: boolean) => void) {
    this.#context = context;
    this.#setNote = setNote;
    const form = submitForm(
      "Find",
      [this.#name.root],
      async () => {
        this.#found.replaceChildren();
        this.#setNote("", false);
        this.#draw(await context.api.findAccount(this.#name.input.value));
      },
      "",
    );
    this.root = el("div", { class: "finder" }, form, this.#found);
  }

  show(): void {
    this.#found.replaceChildren();
    this.#name.input.focus();
  }

  #draw(account: PlayerInfo): void {
    const page = el("button", { type: "button" }, "Player page");
    page.addEventListener("click", () => this.#context.openPlayer(account.id, account.name));
    const who = el(
      "p",
      { class: "where" },
      ...nameWithBadge(account.name, ROLE[account.role]),
      ` is ${withArticle(account.role)}.`,
    );
    this.#found.replaceChildren(el("div", { class: "button-row" }, who, page), ...this.#appoint(account));
  }

  #appoint(account: PlayerInfo): readonly HTMLElement[] {
    if (!canSetRoles(this.#context)) return [];
    if (account.id === this.#context.identity.player?.id)
      return [el("p", { class: "quiet" }, "This is you. Only another operator can change your role.")];
    const list = el("fieldset", { class: "roles" }, el("legend", {}, "Role"));
    let wish = account.role;
    const hold = el("div");
    const offer = (): void => {
      if (wish === account.role) hold.replaceChildren();
      else {
        const label = `Make them ${withArticle(wish)}`;
        hold.replaceChildren(confirmButton(label, `${label}?`, () => void this.#set(account, wish)));
      }
    };
    for (const role of ROLES) {
      const input = el("input", { type: "radio", name: "role", checked: role === account.role });
      input.addEventListener("change", () => {
        wish = role;
        offer();
      });
      list.append(el("label", {}, input, el("span", {}, el("b", {}, role), ` ${MAY[role]}`)));
    }
    return [list, hold];
  }

  async #set(account: PlayerInfo, role: RoleName): Promise<void> {
    try {
      const now = await this.#context.api.setRole(account.id, role);
      this.#draw(now);
      this.#setNote(`${now.name} is now ${withArticle(now.role)}.`, false);
    } catch (error) {
      this.#setNote(apiErrorMessage(error), true);
    }
  }
}

const withArticle = (role: string): string => (role === "operator" ? "an operator" : `a ${role}`);
