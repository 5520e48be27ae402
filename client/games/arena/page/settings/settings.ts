import { HULLS } from "../../../../../shared/games/arena/data/hulls.ts";
import { type KeyValueStorage, StoredSettings } from "../../../../shell/settings/stored-settings.ts";
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

export class SettingsStore extends StoredSettings<Settings> {
  constructor(store: KeyValueStorage) {
    super(store, parseSettings);
  }
}
