/** A setting of a game: a whole number that an environment variable sets. */
export interface GameSetting {
  /** The field of the settings that the game's `define` gets; for games of the kit, of their config. */
  readonly field: string;
  readonly least: number;
  readonly most: number;
  /** What the game takes without it. */
  readonly initial: number;
  /** In the words of the README's table. */
  readonly about: string;
}

/** By environment variable, which begins with the game's name: `ARENA_PLAYERS`. */
export interface GameSettings {
  readonly [variable: string]: GameSetting;
}

/** The settings that a game declares. */
export interface DeclaredSettings {
  /** The game's name in the table. */
  readonly name: string;
  readonly settings: GameSettings;
}

/** Throws a TypeError that names the variable and the field. `readConfig` refuses names that somebody else has. */
export function checkSettings(name: string, settings: GameSettings): void {
  const prefix = `${name.toUpperCase().replaceAll("-", "_")}_`;
  for (const [variable, setting] of Object.entries(settings)) {
    const where = `settings.${variable}`;
    if (!variable.startsWith(prefix) || !/^[A-Z][A-Z0-9_]{0,63}$/.test(variable))
      throw new TypeError(`${where}: not ${prefix} and a name of A-Z, 0-9 and _, so that all know whose it is`);
    const { field, least, most, initial, about } = setting;
    for (const [part, value] of Object.entries({ field, about }))
      if (typeof value !== "string" || value === "") throw new TypeError(`${where}.${part}: ${value} is no text`);
    for (const [part, value] of Object.entries({ least, most, initial }))
      if (!Number.isSafeInteger(value) || value < 0)
        throw new TypeError(`${where}.${part}: ${value} is not a whole number from 0`);
    if (initial < least || initial > most)
      throw new TypeError(`${where}.initial: ${initial} is not from ${least} to ${most}`);
  }
}
