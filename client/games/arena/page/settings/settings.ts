import { HULLS } from "../../../../../shared/games/arena/data/hulls.ts";
import { type Bindings, defaultBindings, eachAction, KEYS_PER_ACTION } from "../../input/actions.ts";

export const EFFECTS = ["auto", "high", "low"] as const;
export type Effects = (typeof EFFECTS)[number];

/** The player's settings, stored in this browser. */
export interface Settings {
  /** The last name typed; "" before the first game. */
  readonly name: string;
  readonly hull: number;
  /** 0–1. */
  readonly volume: number;
  readonly muted: boolean;
  readonly effects: Effects;
  readonly shake: boolean;
  /** The ship turns towards a moving mouse pointer. */
  readonly mouseTurn: boolean;
  readonly keys: Bindings;
}

/** Where settings are stored: `localStorage`, or a stand-in. Both methods may throw, as browsers do when storage is blocked. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const STORE_KEY = "orrery.settings";
const MAX_NAME = 64;

export function defaultSettings(): Settings {
  return {
    name: "",
    hull: 0,
    volume: 0.7,
    muted: false,
    effects: "auto",
    shake: true,
    mouseTurn: true,
    keys: defaultBindings(),
  };
}

/** Reads stored settings; each invalid field gets its default. */
export function parseSettings(stored: unknown): Settings {
  const base = defaultSettings();
  if (typeof stored !== "object" || stored === null) return base;
  const from = stored as Partial<Record<keyof Settings, unknown>>;
  return {
    name: typeof from.name === "string" ? from.name.slice(0, MAX_NAME) : base.name,
    hull: isIndex(from.hull, HULLS.length) ? from.hull : base.hull,
    volume: typeof from.volume === "number" && from.volume >= 0 && from.volume <= 1 ? from.volume : base.volume,
    muted: typeof from.muted === "boolean" ? from.muted : base.muted,
    effects: EFFECTS.find((name) => name === from.effects) ?? base.effects,
    shake: typeof from.shake === "boolean" ? from.shake : base.shake,
    mouseTurn: typeof from.mouseTurn === "boolean" ? from.mouseTurn : base.mouseTurn,
    keys: bindingsFrom(from.keys),
  };
}

function isIndex(value: unknown, length: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < length;
}

function bindingsFrom(stored: unknown): Bindings {
  const base = defaultBindings();
  if (typeof stored !== "object" || stored === null) return base;
  const from = stored as Record<string, unknown>;
  return eachAction((id) => {
    const keys = from[id];
    if (!Array.isArray(keys) || keys.length !== KEYS_PER_ACTION) return base[id];
    return keys.every((key) => typeof key === "string" && key.length <= 32) ? keys : base[id];
  });
}

/** Holds the settings, stores changes and notifies listeners. If the store fails, changes last until the page is closed. */
export class SettingsStore {
  #now: Settings;
  readonly #store: KeyValueStorage;
  readonly #listeners = new Set<(settings: Settings) => void>();

  constructor(store: KeyValueStorage) {
    this.#store = store;
    this.#now = parseSettings(readStore(store));
  }

  get current(): Settings {
    return this.#now;
  }

  change(part: Partial<Settings>): void {
    this.#now = { ...this.#now, ...part };
    try {
      this.#store.setItem(STORE_KEY, JSON.stringify(this.#now));
    } catch {
      // Storage is full or forbidden: the settings hold until the page is closed.
    }
    for (const listener of this.#listeners) listener(this.#now);
  }

  /** Calls `listener` on every change. Returns a function that stops it. */
  subscribe(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function readStore(store: KeyValueStorage): unknown {
  try {
    return JSON.parse(store.getItem(STORE_KEY) ?? "null");
  } catch {
    return null;
  }
}

/** `localStorage`, or memory if the browser blocks it: reading the property may throw. */
export function browserStorage(): KeyValueStorage {
  try {
    return window.localStorage;
  } catch {
    const memory = new Map<string, string>();
    return { getItem: (key) => memory.get(key) ?? null, setItem: (key, value) => void memory.set(key, value) };
  }
}
