/** Where the ships, players or pieces of a match are, for the feed. */
export interface Survey {
  readonly tick: number;
  readonly ships: readonly {
    readonly seat: number;
    readonly kind: "person" | "pirate" | "trader";
    /** The number of a person's name in the room's table of names; 0: an NPC. */
    readonly pilot: number;
    /** An NPC's name. */
    readonly name: string;
    /** px */
    readonly x: number;
    readonly y: number;
  }[];
}

/** Surveys worlds of one game. */
export interface Surveyor {
  /** Whether a survey is due, about once a second. */
  isDue(world: unknown): boolean;
  /** @param most ships */
  survey(world: unknown, most: number): Survey;
}
