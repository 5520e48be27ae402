/** Interest by position: clients receive the objects near them. */
export interface SpatialInterest {
  readonly by: "place";
  /** By slot, 1/65536 px. */
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Distance at which objects enter a view, and at which they leave it, px. */
  readonly enterPx: number;
  readonly leavePx: number;
  /** Maximum number of objects in a view; the nearest win. */
  readonly most: number;
  /** Factor on the distance of a slot; below 1 for objects that matter more than their distance. Default: 1. */
  weight?(slot: number): number;
  /** Whether an object is the seat's own, which the seat receives in another way. */
  isOwn?(slot: number, seat: number): boolean;
  /**
   * For objects whose end clients can compute: clients are only sent ends that come early, and keep the row for reuse.
   * So row keys are the client's own. Returns whether a slot may also leave a view silently, because it ends soon.
   */
  endsSoon?(slot: number): boolean;
  readonly source?: ObjectSource;
}

/** Objects that originate from objects of another map. */
export interface ObjectSource {
  readonly of: string;
  /** Fields sent to clients that can compute the rest from the source; other clients are sent all fields but these. */
  readonly brief: readonly string[];
  /**
   * The slot of the source, if the object is new since the last patch and clients that knew its source throughout can
   * compute it; otherwise −1.
   */
  slotOf(slot: number): number;
}

/** The eye position of a viewer. */
export interface Eye {
  /** −1: a spectator. */
  readonly seat: number;
  /** 1/65536 px */
  readonly x: number;
  readonly y: number;
}

/** The objects of one map, by slot. */
export interface ObjectSlots {
  readonly capacity: number;
  /** Slots from this one on were never used. */
  readonly high: number;
  /** 1: an object lives in the slot. */
  readonly live: Uint8Array;
  /** Covers used slots only. */
  readonly generation: Int32Array;
}

/** The slots that each viewer has, in one row per viewer of `stride` places. */
export interface KnownSlots {
  readonly stride: number;
  readonly counts: Int32Array;
  readonly slots: Int32Array;
}
