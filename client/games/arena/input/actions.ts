import { CONTROL } from "../../../../shared/games/arena/controls.ts";

/** One thing a player can do with a key. */
interface ActionRow {
  readonly label: string;
  /** The control bit that the key holds down; 0 for actions that only change the screen. */
  readonly bit: number;
  /** Default keys, as `KeyboardEvent.code`. */
  readonly keys: readonly string[];
}

/** Add a row to add an action: the settings then list it, remap its keys and store them. */
export const ACTIONS = {
  thrust: { label: "Thrust", bit: CONTROL.thrust, keys: ["KeyW", "ArrowUp"] },
  reverse: { label: "Reverse", bit: CONTROL.reverse, keys: ["KeyS", "ArrowDown"] },
  left: { label: "Turn left", bit: CONTROL.left, keys: ["KeyA", "ArrowLeft"] },
  right: { label: "Turn right", bit: CONTROL.right, keys: ["KeyD", "ArrowRight"] },
  boost: { label: "Boost", bit: CONTROL.boost, keys: ["ShiftLeft", "ShiftRight"] },
  primary: { label: "Fire", bit: CONTROL.primary, keys: ["Space"] },
  secondary: { label: "Second weapon", bit: CONTROL.secondary, keys: ["KeyE"] },
  dock: { label: "Dock or launch", bit: CONTROL.dock, keys: ["KeyF"] },
  scores: { label: "Scoreboard (hold)", bit: 0, keys: ["Tab"] },
  map: { label: "Zoom the map", bit: 0, keys: ["KeyM"] },
  mute: { label: "Mute", bit: 0, keys: ["KeyN"] },
  net: { label: "Net graph", bit: 0, keys: ["F3"] },
} as const satisfies Record<string, ActionRow>;

export type ActionId = keyof typeof ACTIONS;
export const ACTION_IDS = Object.keys(ACTIONS) as readonly ActionId[];
/** Key slots of each action. */
export const KEYS_PER_ACTION = 2;

/** Keys of every action; "" for an empty slot. */
export type Bindings = { readonly [A in ActionId]: readonly string[] };

/** Builds bindings, action by action. */
export function eachAction(keysOf: (id: ActionId) => readonly string[]): Bindings {
  return Object.fromEntries(ACTION_IDS.map((id) => [id, keysOf(id)])) as Record<ActionId, readonly string[]>;
}

export function defaultBindings(): Bindings {
  return eachAction((id) => toSlots(ACTIONS[id].keys));
}

function toSlots(keys: readonly string[]): string[] {
  return Array.from({ length: KEYS_PER_ACTION }, (_, i) => keys[i] ?? "");
}

const BROWSER_SHORTCUT = "the browser needs it";
const CLOSES_TABS = "Ctrl with W, T or N closes or opens tabs, and no page can prevent that";
const LOCK_KEY = "keyboards report it as switched on or off, not as held";

/** Keys that cannot be bound, and why. */
const UNBINDABLE: Readonly<Record<string, string>> = {
  Escape: "it opens the settings",
  F5: BROWSER_SHORTCUT,
  F11: BROWSER_SHORTCUT,
  F12: BROWSER_SHORTCUT,
  MetaLeft: "the system needs it, and hides other keys while it is held",
  MetaRight: "the system needs it, and hides other keys while it is held",
  ControlLeft: CLOSES_TABS,
  ControlRight: CLOSES_TABS,
  CapsLock: LOCK_KEY,
  NumLock: LOCK_KEY,
  ScrollLock: LOCK_KEY,
  PrintScreen: "the system takes it, and browsers do not see it pressed",
};

export const RESERVED_KEYS: ReadonlySet<string> = new Set(Object.keys(UNBINDABLE));

/** Why a key cannot be bound, as the end of a sentence; "" if it can. @param code `KeyboardEvent.code` */
export function unbindableReason(code: string): string {
  if (code === "" || code === "Unidentified") return "this browser has no name for it";
  return Object.hasOwn(UNBINDABLE, code) ? UNBINDABLE[code] : "";
}

/** Puts `key` into a slot of `action`. Other actions keep the same key: see {@link findConflicts}. */
export function rebind(bindings: Bindings, action: ActionId, slot: number, key: string): Bindings {
  const keys = toSlots(bindings[action]).map((old, i) => (i === slot ? key : old === key ? "" : old));
  return { ...bindings, [action]: keys };
}

/** Keys that more than one action has, each with those actions. */
export function findConflicts(bindings: Bindings): Map<string, ActionId[]> {
  const users = new Map<string, ActionId[]>();
  for (const id of ACTION_IDS)
    for (const key of bindings[id]) if (key !== "") users.set(key, [...(users.get(key) ?? []), id]);
  for (const [key, ids] of users) if (ids.length < 2) users.delete(key);
  return users;
}

/** The actions of each key, by `KeyboardEvent.code`. */
export function actionsByKey(bindings: Bindings): Map<string, ActionId[]> {
  const actions = new Map<string, ActionId[]>();
  for (const id of ACTION_IDS)
    for (const key of bindings[id]) if (key !== "") actions.set(key, [...(actions.get(key) ?? []), id]);
  return actions;
}

export { keyLabel } from "../../../shell/keyboard/key-label.ts";
