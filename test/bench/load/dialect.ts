/** What a player's socket says, in one server's own language. */
export interface Speaker {
  /** Sends what the hands now hold. */
  controls(held: number): void;
  /** Called about every 10 ms; for pings and repeats. `nowMs` on the load's clock. */
  idle?(nowMs: number): void;
  /** A message came; true the first time that it means "you are in". */
  heard(opcode: number, payload: Buffer): boolean;
}

export type Send = (opcode: number, payload: Uint8Array) => void;

/** How clients of one kind of server get in and talk. */
export interface Dialect {
  /** What a frame is for, in a word; left out: nothing is told apart. */
  kind?(payload: Buffer): string;
  /** Takes a seat; the path with which its socket is opened. */
  seat(player: number): Promise<string>;
  speaker(player: number, path: string, send: Send): Speaker;
}
