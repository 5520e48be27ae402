/** What players of a match saw, against what was. One entry a patch, or a ship and frame; px where not said otherwise. */
export interface Feel {
  /** How far predictions of one's own ship were off, by patch. */
  readonly corrections: number[];
  /** Frames that showed one's own ship somewhere else. */
  snaps: number;
  /** How far others were drawn from where they were at the tick that was drawn. */
  readonly remoteErrors: number[];
  /** The same in the half second that begins a second after a stall. */
  readonly errorsAfterStalls: number[];
  /** How far the tick that was drawn was ahead of the server's, ticks. */
  readonly aheadTicks: number[];
  /** How far others, and oneself, were drawn from where their speed would have brought them since the frame before. */
  readonly jumps: number[];
  readonly ownJumps: number[];
  /** How far others were turned since the frame before, degrees. */
  readonly turns: number[];
  /** Frames between a key that was pressed and the ship that shows it. */
  readonly inputFrames: number[];
  /** How early controls arrived, ticks, as the server said last. */
  readonly margins: number[];
  /** From a stall's end until everything was drawn near the truth again, s. */
  readonly settleS: number[];
  /** From a lost connection until one flew again, s; and how many returned to less than they had. */
  readonly returnsS: number[];
  lost: number;
  commands: number;
  lateCommands: number;
  mergedCommands: number;
  /** Of all players together. */
  seconds: number;
}
