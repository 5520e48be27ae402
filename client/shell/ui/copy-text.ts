import { el } from "./dom.ts";

const SAID_MS = 3_000;

/** A button that copies a text; where the browser forbids that, a field to copy it from by hand. @param what names the text */
export function copyText(text: string, what: string): HTMLElement {
  const [button, said] = [
    el("button", { type: "button", class: "copy" }, `Copy the ${what}`),
    el("span", { role: "status" }),
  ];
  const field = el("input", { type: "text", readonly: true, hidden: true, "aria-label": `The ${what}` });
  field.value = text;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied.";
      setTimeout(() => said.replaceChildren(), SAID_MS);
    } catch {
      field.hidden = false;
      field.select();
      said.textContent = "Copy it by hand:";
    }
  });
  return el("span", { class: "copy-link" }, button, said, field);
}
