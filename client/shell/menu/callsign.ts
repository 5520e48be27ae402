const FIRST = [
  "Vega",
  "Nova",
  "Orla",
  "Lyra",
  "Rigel",
  "Mira",
  "Altair",
  "Castor",
  "Deneb",
  "Electra",
  "Kepler",
  "Tycho",
];
const SECOND = ["Fox", "Drift", "Ember", "Hawk", "Spark", "Comet", "Wren", "Lance", "Echo", "Kite"];

/** A name to start with, at most 16 characters. @param draw a number in [0, 1) per call, as `Math.random` */
export function suggestCallsign(draw: () => number): string {
  const pick = (from: readonly string[]): string => from[Math.floor(draw() * from.length)];
  return `${pick(FIRST)} ${pick(SECOND)} ${1 + Math.floor(draw() * 99)}`;
}
