import { el, nameElement, svg } from "../../ui/dom.ts";
import { canModerate, type LobbyContext } from "./context.ts";

export interface MenuToolbarPort {
  openAccount(): void;
  openInbox(): void;
  openReplays(): void;
  openSettings(): void;
  openModeration(): void;
}

const ICONS = {
  moderation: "M10 2.5l6.5 2.5v4.5c0 4-2.8 6.8-6.5 8-3.7-1.2-6.5-4-6.5-8V5zM7 9.8l2.2 2.2L13.2 8",
  account: "M10 3.5a3.5 3.5 0 1 0 .1 0M3.5 17.5a6.5 6.5 0 0 1 13 0",
  inbox: "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13zM8.5 17.5h3",
  replays: "M7 4l9 6-9 6z",
  settings: "M3 6h8M15 6h2M13 3.5v5M3 14h3M10 14h7M8 11.5v5",
};

/** The menu's buttons: moderation, account, inbox, replays, settings. */
export class MenuToolbar {
  readonly root: HTMLElement;
  readonly #context: LobbyContext;
  readonly #who = el("span", { class: "door-text" }, "Account");
  readonly #count = el("b", { class: "unread", hidden: true });
  readonly #inbox: HTMLButtonElement;
  readonly #moderation: HTMLButtonElement;

  constructor(context: LobbyContext, port: MenuToolbarPort) {
    this.#context = context;
    const account = toolbarButton("account", this.#who, () => port.openAccount());
    this.#inbox = toolbarButton("inbox", el("span", { class: "door-text unseen" }, "Inbox"), () => port.openInbox());
    this.#inbox.append(this.#count);
    const moderation = el("span", { class: "door-text unseen" }, "Moderation");
    this.#moderation = toolbarButton("moderation", moderation, () => port.openModeration());
    this.#moderation.title = "Moderation";
    this.root = el(
      "nav",
      { class: "menu-doors", "aria-label": "More" },
      account,
      this.#moderation,
      this.#inbox,
      toolbarButton("replays", el("span", { class: "door-text" }, "Watch"), () => port.openReplays()),
      toolbarButton("settings", el("span", { class: "door-text" }, "Settings"), () => port.openSettings()),
    );
    context.identity.subscribe(() => this.#show());
    context.inbox.subscribe(() => this.#show());
    this.#show();
  }

  #show(): void {
    const { identity, inbox } = this.#context;
    const { me } = identity;
    this.#who.replaceChildren(
      ...(me?.account === true
        ? [el("span", { class: "unseen" }, "Account: "), nameElement(me.player.name)]
        : [me === null ? "Account" : "Sign in"]),
    );
    this.#moderation.hidden = !canModerate(this.#context);
    const { unread } = inbox;
    this.#count.hidden = unread === 0;
    this.#count.textContent = unread > 99 ? "99+" : String(unread);
    this.#inbox.setAttribute("aria-label", unread === 0 ? "Inbox" : `Inbox, ${unread} unread`);
  }
}

/** @param act called when it is pressed; absent: a label that looks like a button */
export function toolbarButton(
  icon: keyof typeof ICONS,
  text: HTMLElement,
  act: () => void = () => undefined,
): HTMLButtonElement {
  const button = el(
    "button",
    { type: "button", class: `quiet-button door to-${icon}` },
    svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", { d: ICONS[icon] })),
    text,
  );
  button.addEventListener("click", act);
  return button;
}
