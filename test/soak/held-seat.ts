import { Client, type Room } from "@colyseus/sdk";
import { encodeClientCommand } from "../../shared/games/arena/index.ts";
import { FINGERPRINT_PARAMETER } from "../../shared/wire/fingerprint.ts";
import { decodeWelcome, encodeCommand, TO_CLIENT, TO_SERVER } from "../../shared/wire/messages.ts";

const WAIT_MS = 20_000;

/** A seat by the stock SDK, which is asked to return when that is wanted, and not by itself: how soon it does is no matter here. */
export class HeldSeat {
  readonly #client: Client;
  #room: Room;
  readonly room: string;
  seat = -1;

  private constructor(client: Client, room: Room) {
    this.#client = client;
    this.#room = room;
    this.room = room.roomId;
  }

  static async take(url: string, room: string, wire: string, token: string): Promise<HeldSeat> {
    const client = new Client(`${url}?${FINGERPRINT_PARAMETER}=${wire}`);
    client.auth.token = token;
    const held = new HeldSeat(client, await client.joinOrCreate(room, { name: `pilot ${token.slice(-6)}` }));
    held.seat = await held.#welcome();
    return held;
  }

  /** Rejects with the server's refusal, or after some seconds. */
  async back(): Promise<{ room: string; seat: number }> {
    this.#room = await this.#client.reconnect(this.#room.reconnectionToken);
    const seat = await this.#welcome();
    // Something that is to be in the journal.
    const thrust = encodeClientCommand({ type: "controls", bits: 1, aim: 0, seen: 0 });
    if (this.#room.name === "arena") this.#room.sendBytes(TO_SERVER.command, encodeCommand(0, thrust));
    return { room: this.#room.roomId, seat };
  }

  abandon(): void {
    this.#room.connection.close();
  }

  #welcome(): Promise<number> {
    const room = this.#room;
    room.reconnection.enabled = false;
    room.onMessage("*", () => {});
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("no welcome came")), WAIT_MS);
      room.onMessage<Uint8Array>(TO_CLIENT.welcome, (bytes) => {
        clearTimeout(late);
        resolve(decodeWelcome(bytes).seat);
      });
    });
  }
}
