/** `navigator.keyboard`, where the browser has it (Keyboard Map API). */
export interface KeyboardLayout {
  getLayoutMap(): Promise<ReadonlyMap<string, string>>;
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  ShiftLeft: "Shift",
  ShiftRight: "R-Shift",
  ControlLeft: "Ctrl",
  ControlRight: "R-Ctrl",
  AltLeft: "Alt",
  AltRight: "R-Alt",
  Backquote: "`",
  Minus: "-",
  Equal: "=",
  BracketLeft: "[",
  BracketRight: "]",
  Backslash: "\\",
  Semicolon: ";",
  Quote: "'",
  Comma: ",",
  Period: ".",
  Slash: "/",
};

/** Keys that layouts write differently. Digits keep their names: on some layouts they need Shift, and are called digits all the same. */
const WRITTEN =
  /^(Key[A-Z]|Backquote|Minus|Equal|Bracket(Left|Right)|Backslash|Semicolon|Quote|Comma|Period|Slash|Intl\w+)$/;

let layout: ReadonlyMap<string, string> = new Map();

/** A key's name for people, as it is written on their own keyboard where that is known. @param code `KeyboardEvent.code` */
export function keyLabel(code: string): string {
  const written = WRITTEN.test(code) ? layout.get(code) : undefined;
  if (written !== undefined && written.trim() !== "") return written.toLocaleUpperCase();
  return NAMES[code] ?? code.replace(/^(Key|Digit)/, "").replace(/^Numpad/, "Num ");
}

/** Learns how this keyboard's keys are written. Resolves with whether that changed any label; never rejects. */
export async function learnLayout(keyboard: KeyboardLayout | undefined): Promise<boolean> {
  try {
    const learned = await keyboard?.getLayoutMap();
    if (learned === undefined || same(learned, layout)) return false;
    layout = new Map(learned);
    return true;
  } catch {
    // Not allowed here, as in frames of other origins: labels stay as they are.
    return false;
  }
}

function same(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([code, key]) => other.get(code) === key);
}
