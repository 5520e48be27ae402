/** One body on rails: its position is a closed-form function of the tick. Parents come before children; the star is first. */
export interface BodyConfig {
  readonly name: string;
  readonly kind: "star" | "planet" | "moon";
  /** Index of the body it circles; −1 for the star at the origin. */
  readonly parent: number;
  readonly radiusPx: number;
  readonly orbitPx: number;
  readonly periodTicks: number;
  /** Angle on its orbit at tick 0, 1/65536 turn. */
  readonly phase: number;
  /** Pull at its surface, 1/65536 px per tick²; falls with the square of the distance. */
  readonly surfacePull: number;
  /** No pull beyond this distance from its centre, px. */
  readonly reachPx: number;
  /** 0xRRGGBB, and the style that the client draws: presentation only. */
  readonly tint: number;
  readonly look: "star" | "rock" | "gas" | "ice" | "lava" | "ocean" | "ringed";
}

export interface StationConfig {
  readonly name: string;
  readonly parent: number;
  readonly orbitPx: number;
  readonly periodTicks: number;
  readonly phase: number;
}

/** A ring of rocks around a body. */
export interface BeltConfig {
  readonly parent: number;
  readonly innerPx: number;
  readonly outerPx: number;
  readonly periodTicks: number;
  readonly rocks: number;
}

/** A map is part of the configuration, so players can make their own. It is hashed, journaled and sent to clients. */
export interface MapConfig {
  readonly name: string;
  /** Beyond this distance from the star, ships are pulled back, px; at most 30,000. */
  readonly radiusPx: number;
  readonly bodies: readonly BodyConfig[];
  readonly stations: readonly StationConfig[];
  readonly belts: readonly BeltConfig[];
}

export interface ArenaConfig {
  readonly map: MapConfig;
  /** Seats for people, 1–3,000. With those of NPCs they stay within `MAX_SEATS`, which a shot can carry. */
  readonly seats: number;
  readonly pirates: number;
  readonly traders: number;
  readonly roundTicks: number;
  readonly resultTicks: number;
  readonly respawnTicks: number;
  /** Largest error of a ship's published motion at a patch: px, and 1/65536 turn. */
  readonly slackPx: number;
  readonly slackTurn: number;
}
