import type { Topic } from "./topics.ts";

type Named = { readonly player?: unknown; readonly name?: unknown };

/**
 * Removes names of deleted players from a message: they appear as players who are not signed in. Returns the same
 * object if it has none.
 *
 * @param value JSON
 */
export function redactNames<T>(value: T, isGone: (player: number) => boolean): T {
  if (typeof value !== "object" || value === null) return value;
  const { player, name } = value as Named;
  let redacted: object = value;
  if (typeof name === "string" && typeof player === "number" && player > 0 && isGone(player))
    redacted = { ...value, player: 0, name: "" };
  for (const [key, inner] of Object.entries(redacted)) {
    const without = redactNames(inner, isGone);
    if (without !== inner) redacted = { ...redacted, [key]: without };
  }
  return redacted as T;
}

/** The same for a stored message, JSON. */
export function redactNamesIn(text: string, isGone: (player: number) => boolean): string {
  const message = JSON.parse(text);
  const without = redactNames(message, isGone);
  return without === message ? text : JSON.stringify(without);
}

/**
 * The same for a stored message of a topic, JSON. Positions do not say whose names they have, so they lose the names of
 * all people.
 */
export function redactMessage(topic: Topic, text: string, isGone: (player: number) => boolean): string {
  if (topic !== "positions") return redactNamesIn(text, isGone);
  const { ships, ...message } = JSON.parse(text) as { readonly ships: readonly { readonly kind: string }[] };
  return JSON.stringify({
    ...message,
    ships: ships.map((ship) => (ship.kind === "person" ? { ...ship, name: "" } : ship)),
  });
}

/** The same for the memory of a match: JSON with pairs of player and name. */
export function redactMemory(memory: string, isGone: (player: number) => boolean): string {
  return JSON.stringify(JSON.parse(memory), (_, value: unknown) =>
    isNamed(value) && isGone(value[0]) ? [0, ""] : value,
  );
}

function isNamed(value: unknown): value is readonly [player: number, name: string] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "number" && typeof value[1] === "string";
}
