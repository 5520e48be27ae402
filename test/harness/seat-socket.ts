import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";

/** How a socket that asks for a seat is answered. */
export interface SeatAnswer {
  /** 0: it has the seat; else why not: a refusal's code, or a close code. */
  readonly code: number;
  readonly reason: string;
}

const FRAME = { joined: 10, error: 11 } as const;

/** Opens a socket as the SDK does, and closes it once it is answered. @param query `sessionId`, `reconnectionToken` */
export function askForSeat(
  serverUrl: string,
  roomId: string,
  wire: string,
  query: Readonly<Record<string, string>>,
): Promise<SeatAnswer> {
  const url = new URL(`/p/${roomId}`, serverUrl.replace("http", "ws"));
  for (const [name, value] of Object.entries({ ...query, [FINGERPRINT_PARAMETER]: wire }))
    url.searchParams.set(name, value);
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  let error = 0;
  return new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      const bytes = new Uint8Array(data as ArrayBuffer);
      if (bytes[0] === FRAME.joined) {
        socket.close();
        resolve({ code: 0, reason: "joined" });
      }
      // The code follows as an integer of MessagePack.
      else if (bytes[0] === FRAME.error) error = (bytes[2] ?? 0) | ((bytes[3] ?? 0) << 8);
    };
    socket.onclose = ({ code, reason }) => resolve({ code: error || code, reason });
  });
}
