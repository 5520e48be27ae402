import { apiErrorMessage } from "../identity/index.ts";
import { el } from "./dom.ts";

export interface Field {
  readonly root: HTMLElement;
  readonly input: HTMLInputElement;
}

/** Attributes of a field for a password, beside what it is called. */
export const PASSWORD_ATTRIBUTES = { type: "password", maxlength: 200 } as const;

let made = 0;

/** A text field under its label. */
export function field(label: string, attributes: Readonly<Record<string, string | number | boolean>>): Field {
  const id = `field-${made++}`;
  const input = el("input", { id, type: "text", required: true, ...attributes });
  return { root: el("div", { class: "field" }, el("label", { for: id }, label), input), input };
}

/** A form that does one thing, and says in words what is wrong. What was typed stays. */
export function submitForm(
  label: string,
  parts: readonly HTMLElement[],
  act: () => Promise<void>,
  className = "primary",
): HTMLFormElement {
  const button = el("button", { type: "submit", class: className }, label);
  const error = el("p", { class: "field-error", role: "alert" });
  const form = el("form", { class: "one-thing", novalidate: true }, ...parts, error, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    const empty = form.querySelector<HTMLInputElement>("input:invalid");
    if (empty !== null) {
      error.textContent = "Fill this in first.";
      empty.focus();
      return;
    }
    button.disabled = true;
    try {
      await act();
    } catch (reason) {
      error.textContent = apiErrorMessage(reason);
    } finally {
      button.disabled = false;
    }
  });
  return form;
}
