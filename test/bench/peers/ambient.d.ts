/** What is used here of packages that are installed only when the benchmark runs. */

declare module "socket.io" {
  import type { Server as HttpServer } from "node:http";
  export interface Socket {
    readonly handshake: { readonly query: { readonly seat?: string } };
    readonly conn: { on(event: "packetCreate", then: () => void): void };
    on(event: string, then: (value: number) => void): void;
    emit(event: string, ...values: unknown[]): void;
  }
  export class Server {
    constructor(http: HttpServer, options: object);
    on(event: "connection", then: (socket: Socket) => void): void;
  }
}

declare module "socket.io-msgpack-parser" {
  export class Encoder {
    encode(packet: object): Uint8Array[];
  }
  const parser: object;
  export default parser;
}

declare module "nengi" {
  interface Client {
    seat: number;
    view: { x: number; y: number; halfWidth: number; halfHeight: number };
  }
  interface Received {
    readonly client: Client;
    readonly commands: readonly { readonly held: number }[];
  }
  class Instance {
    constructor(config: object, web: { readonly mock: object });
    addEntity<Entity>(entity: Entity): Entity;
    addLocalMessage(message: object): void;
    getNextCommand(): Received | undefined;
    onConnect(
      then: (
        client: Client,
        data: { readonly fromClient: { readonly seat: number } },
        answer: (answer: { readonly accepted: boolean; readonly text: string }) => void,
      ) => void,
    ): void;
    update(): void;
  }
  const nengi: {
    readonly Float32: number;
    readonly UInt8: number;
    readonly UInt16: number;
    readonly Instance: typeof Instance;
  };
  export default nengi;
}

declare module "nodejs-order-book" {
  export enum Side {
    BUY = "buy",
    SELL = "sell",
  }
  interface Processed {
    readonly done: readonly unknown[];
    readonly partial: unknown;
    readonly err: Error | null;
  }
  export class OrderBook {
    order(id: string): object | undefined;
    limit(order: { id: string; side: Side; size: number; price: number; timeInForce: "GTC" | "IOC" }): Processed;
    modify(id: string, change: { price: number }): Processed;
    cancel(id: string): object | undefined;
  }
}
