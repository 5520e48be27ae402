const FIRST = ["Amber", "Black", "Cobalt", "Crimson", "Distant", "Emerald", "Frozen", "Golden"];
const MORE_FIRST = ["Hidden", "Iron", "Quiet", "Scarlet", "Silver", "Twin", "Violet", "Wild"];
const SECOND = ["Anvil", "Arc", "Belt", "Cradle", "Deep", "Drift", "Forge", "Gate"];
const MORE_SECOND = ["Halo", "Harbor", "Lantern", "Reach", "Ring", "Spire", "Tide", "Vault"];
const TABLES = [
  [...FIRST, ...MORE_FIRST],
  [...SECOND, ...MORE_SECOND],
];

/** A readable name for a room; the same id always has the same name. */
export function matchName(room: string): string {
  let hash = 2_166_136_261;
  for (let i = 0; i < room.length; i++) hash = Math.imul(hash ^ room.charCodeAt(i), 16_777_619) >>> 0;
  return TABLES.map((table, i) => table[(hash >>> (i * 8 + 4)) % table.length]).join(" ");
}
