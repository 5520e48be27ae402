import { HULLS } from "../shared/arena/data/hulls.ts";
import { type Bindings, defaultBindings, eachAction, KEYS_PER_ACTION } from "./input/actions.ts";

export const EFFECTS = ["auto", "high", "low"] as const;
export type Effects = (typeof EFFECTS)[number];

/** What a player chose, kept in this browser. */
export interface Settings {
  /** As typed last; "" before the first game. */
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

/** Where settings are kept: `localStorage`, or a stand-in. Both may throw, as browsers do when storage is blocked. */
export interface SettingsStore {
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

/** Settings from anything that was stored: each field that is not what it should be takes its default. */
export function settingsFrom(stored: unknown): Settings {
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

/** Holds the settings, remembers changes, and tells who asked. A store that fails costs only the remembering. */
export class SettingsBook {
  #now: Settings;
  readonly #store: SettingsStore;
  readonly #listeners = new Set<(settings: Settings) => void>();

  constructor(store: SettingsStore) {
    this.#store = store;
    this.#now = settingsFrom(readStore(store));
  }

  get now(): Settings {
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

  /** Calls `listener` with every change; returns how to stop. */
  subscribe(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function readStore(store: SettingsStore): unknown {
  try {
    return JSON.parse(store.getItem(STORE_KEY) ?? "null");
  } catch {
    return null;
  }
}

/** `localStorage`, or memory where the browser forbids it even to be named. */
export function browserStore(): SettingsStore {
  try {
    return window.localStorage;
  } catch {
    const memory = new Map<string, string>();
    return { getItem: (key) => memory.get(key) ?? null, setItem: (key, value) => void memory.set(key, value) };
  }
}
