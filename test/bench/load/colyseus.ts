import { LOAD_HEADERS } from "../../harness/load-token.ts";

export interface SeatWish {
  /** Without a slash at the end. */
  readonly url: string;
  /** For every request, without "?". */
  readonly query: string;
  /** Room name. */
  readonly room: string;
  readonly playersPerRoom: number;
  join(player: number): object;
}

interface Reservation {
  readonly processId: string;
  readonly roomId: string;
  readonly sessionId: string;
}

/**
 * Takes seats by Colyseus' matchmaking: the first of each room makes it, the others join it by its id. Gives the path of a
 * seat's socket; rejects with the server's refusal.
 */
export function colyseusSeats(wish: SeatWish): (player: number) => Promise<string> {
  const rooms = new Map<number, Promise<Reservation>>();
  const ask = async (method: string, nameOrId: string, player: number): Promise<Reservation> => {
    const response = await fetch(`${wish.url}/matchmake/${method}/${nameOrId}?${wish.query}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...LOAD_HEADERS },
      body: JSON.stringify(wish.join(player)),
    });
    if (!response.ok) throw new Error(`no seat: ${response.status} ${(await response.text()).slice(0, 200)}`);
    return (await response.json()) as Reservation;
  };
  return async (player) => {
    const index = Math.floor(player / wish.playersPerRoom);
    const made = rooms.get(index);
    const asked =
      made === undefined
        ? ask("create", wish.room, player)
        : made.then(({ roomId }) => ask("joinById", roomId, player));
    if (made === undefined) rooms.set(index, asked);
    const { processId, roomId, sessionId } = await asked;
    return `/${processId}/${roomId}?sessionId=${sessionId}&${wish.query}`;
  };
}
