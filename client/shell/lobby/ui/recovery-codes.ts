import { copyText } from "../../ui/copy-text.ts";
import { el } from "../../ui/dom.ts";
import { saveFile } from "../../ui/save-file.ts";

/** Shows recovery codes once, to copy or save. @param done called when the player confirms */
export function recoveryCodes(name: string, codes: readonly string[], done: () => void): HTMLElement {
  const save = el("button", { type: "button" }, "Save as a file");
  const text = `Recovery codes of ${name} on ${window.location.host}\nEach code can set a new password once.\n\n${codes.join("\n")}\n`;
  save.addEventListener("click", () => saveFile("orrery-recovery-codes.txt", text, "text/plain"));
  const close = el("button", { type: "button", class: "primary" }, "I have saved them");
  close.addEventListener("click", done);
  return el(
    "section",
    { class: "recovery-codes" },
    el("h3", {}, "Your recovery codes"),
    el(
      "p",
      {},
      "If you forget your password, one of these sets a new one. Each works once. They are shown only now, so save them.",
    ),
    el("ol", { "aria-label": "Recovery codes" }, ...codes.map((code) => el("li", {}, el("code", {}, code)))),
    el("div", { class: "button-row" }, copyText(codes.join("\n"), "codes"), save),
    close,
  );
}
