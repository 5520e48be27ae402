/** Query parameter by which a socket names its {@link Attempt}. */
export const ATTEMPT_PARAMETER = "attempt";

/** One of the sockets by which a client holds one seat, one after the other. */
export interface Attempt {
  /** Names the client: another tab with the same seat's token has another name. */
  readonly client: string;
  /** Rises from one socket to the next. */
  readonly count: number;
}

/** `CLIENT.COUNT` */
const WRITTEN = /^([0-9a-z]{1,32})\.(\d{1,9})$/;

export function writeAttempt({ client, count }: Attempt): string {
  return `${client}.${count}`;
}

/** null: it is none. */
export function readAttempt(text: string): Attempt | null {
  const read = WRITTEN.exec(text);
  return read === null ? null : { client: read[1], count: Number(read[2]) };
}
