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

/** Keys whose label depends on the layout. Digits keep their names, even on layouts where they need Shift. */
const LAYOUT_DEPENDENT =
  /^(Key[A-Z]|Backquote|Minus|Equal|Bracket(Left|Right)|Backslash|Semicolon|Quote|Comma|Period|Slash|Intl\w+)$/;

let layout: ReadonlyMap<string, string> = new Map();

/** A key's label, as printed on the player's own keyboard if the layout is known. @param code `KeyboardEvent.code` */
export function keyLabel(code: string): string {
  const printed = LAYOUT_DEPENDENT.test(code) ? layout.get(code) : undefined;
  if (printed !== undefined && printed.trim() !== "") return printed.toLocaleUpperCase();
  return NAMES[code] ?? code.replace(/^(Key|Digit)/, "").replace(/^Numpad/, "Num ");
}

/** Reads this keyboard's layout. Resolves with whether any label changed; never rejects. */
export async function loadKeyboardLayout(keyboard: KeyboardLayout | undefined): Promise<boolean> {
  try {
    const loaded = await keyboard?.getLayoutMap();
    if (loaded === undefined || same(loaded, layout)) return false;
    layout = new Map(loaded);
    return true;
  } catch {
    // Not allowed, as in a frame of another origin: keep the labels.
    return false;
  }
}

function same(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([code, key]) => other.get(code) === key);
}
