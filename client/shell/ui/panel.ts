import { el } from "./dom.ts";

let made = 0;

/** A dialog with a title, a body that scrolls, and a foot with its way out. */
export class Panel {
  readonly root: HTMLDialogElement;
  readonly body = el("div", { class: "settings-body" });
  readonly foot: HTMLElement;
  readonly title: HTMLElement;
  /** What became of the last thing asked for; read out. */
  readonly note = el("p", { class: "panel-note", role: "status" });

  constructor(title: string, className: string, closed: () => void = () => undefined) {
    const id = `panel-${made++}`;
    this.title = el("h2", { id }, title);
    const close = el("button", { type: "button" }, "Close");
    close.addEventListener("click", () => this.root.close());
    this.foot = el("footer", { class: "settings-foot" }, this.note, close);
    this.root = el(
      "dialog",
      { class: `panel settings ${className}`, "aria-labelledby": id },
      this.title,
      this.body,
      this.foot,
    );
    this.root.addEventListener("close", closed);
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.root.close();
    });
  }

  get open(): boolean {
    return this.root.open;
  }

  show(): void {
    this.setNote("");
    if (!this.root.open) this.root.showModal();
  }

  close(): void {
    this.root.close();
  }

  setNote(text: string, wrong = false): void {
    this.note.textContent = text;
    this.note.classList.toggle("wrong", wrong);
  }
}

/** What a place of the page opened over itself goes with it. */
export function closeDialogs(): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
}

export function isDialogOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

/** A button that asks whether it is meant, before it does what cannot be undone. */
export function confirmButton(label: string, sure: string, act: () => void): HTMLButtonElement {
  const button = el("button", { type: "button", class: "quiet-button danger" }, label);
  const reset = (): void => {
    button.textContent = label;
    delete button.dataset.sure;
  };
  button.addEventListener("click", () => {
    if (button.dataset.sure === undefined) {
      button.dataset.sure = "";
      button.textContent = sure;
    } else {
      reset();
      act();
    }
  });
  button.addEventListener("blur", reset);
  return button;
}
