import { type Client, Room, ServerError } from "@colyseus/core";
import { schema, t } from "@colyseus/schema";

export const CounterState = schema({ count: t.uint32().default(0) }, "CounterState");

/** A room that does what a transport must carry, and nothing else. */
export class ContractRoom extends Room<{ state: InstanceType<typeof CounterState> }> {
  static readonly clientFrames = ["messages", "requests"] as const;
  override state = new CounterState();
  override maxClients = 1_000;
  /** Codes with which clients left, in order. */
  readonly left: number[] = [];
  readonly dropped: number[] = [];
  /** Payloads of "number", in order. */
  readonly numbers: number[] = [];
  /** Resolves an `onJoin` that was asked to wait. */
  admit: () => void = () => {};

  override onCreate(): void {
    this.patchRate = 10;
    // A room does not end before its unused seats do.
    this.seatReservationTimeout = 2;
    this.onMessage("add", (_client, by: number) => {
      this.state.count += by;
    });
    this.onMessage("echo", (client, body: unknown) => client.send("echo", body));
    this.onMessage("shout", (_client, body: unknown) => this.broadcast("shout", body));
    this.onMessage("number", (_client, value: number) => {
      this.numbers.push(value);
    });
    this.onMessage("double", (_client, value: number) => value * 2);
    this.onMessage("kick", (client, [code, reason]: [number?, string?]) => client.leave(code, reason));
    this.onMessage("blob", (client, length: number) => client.sendBytes("blob", new Uint8Array(length)));
    this.onMessage("throw", () => {
      throw new Error("thrown by the test's own handler");
    });
    this.onMessageBytes("bytes", (client: Client, bytes: Uint8Array) => {
      client.sendBytes("bytes", Uint8Array.from(bytes).reverse());
    });
  }

  override async onJoin(client: Client, options?: { refuse?: boolean; wait?: boolean }): Promise<void> {
    if (options?.refuse) throw new ServerError(4321, "the room refuses");
    if (options?.wait) {
      await new Promise<void>((resolve) => {
        this.admit = resolve;
      });
    }
    client.send("hello", client.sessionId);
  }

  override async onDrop(client: Client, code?: number): Promise<void> {
    this.dropped.push(code ?? -1);
    await this.allowReconnection(client, 20);
  }

  override onLeave(_client: Client, code?: number): void {
    this.left.push(code ?? -1);
  }
}

/** A room whose matchmaking is refused with a code that is no HTTP status. */
export class RefusingRoom extends Room {
  static override onAuth(): never {
    throw new ServerError(4321, "the room refuses");
  }
}

/** Takes what a room takes that declares nothing, and counts what reaches it. */
export class PlainRoom extends Room {
  received = 0;

  override onCreate(): void {
    this.onMessage("*", () => {
      this.received++;
    });
  }
}
