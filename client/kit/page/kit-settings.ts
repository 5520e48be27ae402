import { type KeyValueStorage, StoredSettings } from "../../shell/settings/stored-settings.ts";

/** What the player chose, stored in this browser. Games share the name. */
export interface KitSettings {
  /** The last name typed; "" before the first match. */
  readonly name: string;
  readonly netGraph: boolean;
}

const MAX_NAME = 64;

/** Reads stored settings; each invalid field gets its default. */
export function parseKitSettings(stored: unknown): KitSettings {
  const { name, netGraph } = (stored ?? {}) as Partial<Record<keyof KitSettings, unknown>>;
  return { name: typeof name === "string" ? name.slice(0, MAX_NAME) : "", netGraph: netGraph === true };
}

export class KitSettingsStore extends StoredSettings<KitSettings> {
  constructor(store: KeyValueStorage) {
    super(store, parseKitSettings);
  }
}
