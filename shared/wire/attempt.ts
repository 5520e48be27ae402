/** Query parameter with a socket's {@link ConnectionAttempt}. */
export const ATTEMPT_PARAMETER = "attempt";

/** One of the successive sockets with which a client holds a seat. */
export interface ConnectionAttempt {
  /** Id of the client. Another tab with the same seat's token has another id. */
  readonly client: string;
  /** Rises with each socket. */
  readonly count: number;
}

/** `CLIENT.COUNT` */
const FORMAT = /^([0-9a-z]{1,32})\.(\d{1,9})$/;

export function formatAttempt({ client, count }: ConnectionAttempt): string {
  return `${client}.${count}`;
}

/** null: the text is malformed. */
export function parseAttempt(text: string): ConnectionAttempt | null {
  const match = FORMAT.exec(text);
  return match === null ? null : { client: match[1], count: Number(match[2]) };
}
