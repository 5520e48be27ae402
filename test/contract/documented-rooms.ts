/**
 * Room classes as Colyseus' documentation teaches them, written against the package `colyseus` alone: nothing in this file knows
 * Orrery.
 */
import { type SchemaType, StateView, schema, t } from "@colyseus/schema";
import { type AuthContext, type Client, CloseCode, Room, ServerError, validate } from "colyseus";
import { z } from "zod";

export const Player = schema(
  {
    name: t.string().default(""),
    x: t.int16().default(0),
    y: t.int16().default(0),
    connected: t.boolean().default(true),
    /** Only its owner sees it. */
    hand: t.array("string").view(),
  },
  "Player",
);
export type Player = SchemaType<typeof Player>;

export const PartyState = schema(
  { phase: t.string().default("waiting"), turn: t.uint32().default(0), players: t.map(Player) },
  "PartyState",
);
export type PartyState = SchemaType<typeof PartyState>;

interface PartyOptions {
  readonly name?: string;
  readonly refuse?: boolean;
  readonly waitMs?: number;
  readonly maxClients?: number;
  readonly mode?: string;
  readonly reserveS?: number;
  readonly holdS?: number;
}

/** State, messages, views, reconnection. */
export class PartyRoom extends Room<{ state: PartyState; metadata: { mode: string } }> {
  override state = new PartyState();
  override maxClients = 4;
  override patchRate = 20;
  /** Hooks and their codes, in order. */
  readonly log: string[] = [];
  #holdS = 10;

  override messages = {
    move: validate(z.object({ x: z.number(), y: z.number() }), (client: Client, { x, y }: { x: number; y: number }) => {
      Object.assign(this.#player(client), { x, y });
    }),
    echo: (client: Client, body: unknown) => client.send("echo", body),
    say: (_client: Client, text: string) => this.broadcast("said", text),
    tellOthers: (client: Client, text: string) => this.broadcast("said", text, { except: client }),
    afterPatch: (client: Client, turn: number) => {
      this.state.turn = turn;
      client.send("turn", turn, { afterNextPatch: true });
    },
    draw: (client: Client, card: string) => {
      this.#player(client).hand.push(card);
    },
    whoAmI: (client: Client) => client.send("youAre", { auth: client.auth, userData: client.userData }),
    double: (_client: Client, value: number) => value * 2,
    refuse: (_client: Client, _body: unknown, context: { reject(reason: unknown): unknown }) => context.reject("no"),
    leaveMe: (client: Client, code?: number) => client.leave(code, code === undefined ? undefined : "as you wish"),
    lock: () => this.lock(),
    unlock: () => this.unlock(),
    mode: (_client: Client, mode: string) => this.setMatchmaking({ metadata: { mode } }),
    end: () => void this.disconnect(),
    later: (client: Client, delayMs: number) => this.clock.setTimeout(() => client.send("later", delayMs), delayMs),
    7: (client: Client, value: number) => client.send(8, value + 1),
  };

  override onCreate(options: PartyOptions = {}): void {
    this.log.push("create");
    this.maxClients = options.maxClients ?? this.maxClients;
    this.seatReservationTimeout = options.reserveS ?? this.seatReservationTimeout;
    this.#holdS = options.holdS ?? this.#holdS;
    void this.setMatchmaking({ metadata: { mode: options.mode ?? "open" } });
    this.onMessageBytes("bytes", (client: Client, bytes: Uint8Array) => {
      client.sendBytes("bytes", Uint8Array.from(bytes).reverse());
    });
  }

  override async onJoin(client: Client, options: PartyOptions = {}): Promise<void> {
    if (options.refuse) throw new ServerError(4321, "the party is private");
    if (options.waitMs !== undefined) await new Promise((resolve) => setTimeout(resolve, options.waitMs));
    const player = new Player().assign({ name: options.name ?? client.sessionId });
    this.state.players.set(client.sessionId, player);
    client.view = new StateView();
    client.view.add(player);
    client.userData = { joined: this.state.players.size };
    client.send("welcome", client.sessionId);
    this.log.push("join");
  }

  override async onDrop(client: Client, code?: number): Promise<void> {
    this.log.push(`drop ${code}`);
    this.#player(client).connected = false;
    await this.allowReconnection(client, this.#holdS);
  }

  override onReconnect(client: Client): void {
    this.log.push("reconnect");
    this.#player(client).connected = true;
    client.send("welcome", `back ${client.sessionId}`);
  }

  override onLeave(client: Client, code?: number): void {
    this.log.push(`leave ${code}`);
    this.state.players.delete(client.sessionId);
  }

  override onDispose(): void {
    this.log.push("dispose");
    disposed.push(this.roomId);
  }

  #player(client: Client): Player {
    return this.state.players.get(client.sessionId) as Player;
  }
}

/** Ids of rooms that are gone. */
export const disposed: string[] = [];

/** Lets nobody return. */
export class StrictRoom extends Room {
  readonly codes: number[] = [];

  override onCreate(): void {
    this.onMessage("how", (_client, how: "leave" | "throw" | "reject") => {
      this.#how = how;
    });
  }
  #how: "leave" | "throw" | "reject" = "leave";

  override async onDrop(client: Client): Promise<void> {
    const held = this.allowReconnection(client, this.#how === "reject" ? "manual" : 10);
    if (this.#how === "reject") held.reject();
    await held;
  }

  override onReconnect(client: Client): void {
    if (this.#how === "throw") throw new Error("reconnection denied");
    client.leave();
  }

  override onLeave(_client: Client, code?: number): void {
    this.codes.push(code ?? -1);
  }
}

/** As rooms were written before `onDrop`. */
export class OnLeaveRoom extends Room {
  readonly log: string[] = [];

  override async onLeave(client: Client, code?: number): Promise<void> {
    if (code === CloseCode.CONSENTED) return void this.log.push("consented");
    try {
      await this.allowReconnection(client, 10);
      this.log.push("back");
    } catch {
      this.log.push("gone");
    }
  }
}

/** Authenticates before a seat is reserved. */
export class DoorRoom extends Room {
  static override async onAuth(token: string, options: { readonly password?: string }, context: AuthContext) {
    if (options.password === "wrong") throw new ServerError(403, "wrong password");
    if (options.password !== "open") return false;
    return { token: token ?? null, agent: context.headers.get("x-agent"), role: "guest" };
  }

  override onJoin(client: Client): void {
    client.send("auth", client.auth);
  }
}

/** Authenticates when the socket is there, as older rooms do. */
export class OldDoorRoom extends Room {
  override async onAuth(_client: Client, options: { readonly password?: string }) {
    if (options.password === "wrong") throw new ServerError(4401, "wrong password");
    return options.password === "open" && { role: "guest" };
  }

  override onJoin(client: Client, _options: unknown, auth: unknown): void {
    client.send("auth", [client.auth, auth]);
  }
}

export const MoveInput = schema(
  { move: t.int8().default(0), aim: t.quantized({ min: 0, max: 360, mode: "wrap" }), name: t.string().default("") },
  "MoveInput",
);
export type MoveInput = SchemaType<typeof MoveInput>;
export const Runner = schema({ x: t.int32().default(0), aim: t.float32().default(0), name: t.string() }, "Runner");
export const RunState = schema({ runners: t.map(Runner) }, "RunState");
export type RunState = SchemaType<typeof RunState>;

/** Inputs at a fixed step. */
export class RunRoom extends Room<{ state: RunState; input: MoveInput }> {
  override state = new RunState();
  override patchRate = 20;
  override inputs = this.defineInput(MoveInput, { sanitize: { move: [-1, 1] } });

  override onCreate({ crowd = 0 }: { readonly crowd?: number } = {}): void {
    for (let i = 0; i < crowd; i++)
      this.state.runners.set(`npc-${i}`, new Runner().assign({ name: `A bystander with the number ${i}`, x: i }));
    this.setFixedTimestep(() => {
      for (const [sessionId, runner] of this.state.runners) {
        for (const { move, aim, name } of this.inputs.get(sessionId)) {
          runner.x += move;
          runner.aim = aim;
          runner.name = name;
        }
      }
    }, 50);
  }

  override onJoin(client: Client): void {
    this.state.runners.set(client.sessionId, new Runner().assign({ name: "" }));
  }

  override async onDrop(client: Client): Promise<void> {
    await this.allowReconnection(client, 10);
  }

  override onLeave(client: Client): void {
    this.state.runners.delete(client.sessionId);
  }
}
