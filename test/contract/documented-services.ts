/**
 * Room classes that use what Colyseus offers beside state and messages, as its documentation teaches it, written against the
 * package `colyseus` alone.
 */
import { type SchemaType, schema, t } from "@colyseus/schema";
import { type AuthContext, type Client, definePlugins, matchMaker, Room, RoomPlugin, ServerError } from "colyseus";
import { z } from "zod";

export const WorksState = schema({ steps: t.uint32().default(0), patches: t.uint32().default(0) }, "WorksState");
export type WorksState = SchemaType<typeof WorksState>;

export interface WorksOptions {
  readonly roomId?: string;
  readonly region?: string;
  readonly wares?: string;
  readonly keep?: boolean;
}

/** Timers, presence, listing, calls between rooms, errors. */
export class WorksRoom extends Room<{ state: WorksState; metadata: { region: string } }> {
  override state = new WorksState();
  override patchRate = 20;
  /** What it heard, and what failed. */
  readonly log: string[] = [];
  options: WorksOptions = {};

  override async onCreate(options: WorksOptions): Promise<void> {
    this.options = options;
    if (options.roomId !== undefined) this.roomId = options.roomId;
    this.autoDispose = options.keep !== true;
    await this.setMetadata({ region: options.region ?? "north" });
    await this.presence.subscribe("news", this.#heard);

    this.onMessage("*", (client, type, message) => {
      client.send("any", [type, message instanceof Uint8Array ? [...message] : message]);
    });
    this.onMessage("note", z.object({ text: z.string().max(5) }), (client, { text }) => client.send("noted", text));
    this.onMessage("tell", (_client, text: string) => void this.presence.publish("news", text));
    this.onMessage("keep", async (_client, [key, value]: [string, string]) => {
      await this.presence.hset("works", key, value);
      return this.presence.hgetall("works");
    });
    this.onMessage("ask", (_client, roomId: string) => matchMaker.remoteRoomCall(roomId, "answer", ["who?"]));
    this.onMessage("move", (_client, region: string) => this.setMetadata({ region }));
    this.onMessage("private", (_client, isPrivate: boolean) => this.setPrivate(isPrivate));
    this.onMessage("simulate", () => {
      this.setSimulationInterval((deltaMs) => {
        if (deltaMs > 0) this.state.steps++;
      }, 10);
    });
    this.onMessage("repeat", (client, times: number) => {
      let left = times;
      const timer = this.clock.setInterval(() => {
        client.send("repeated", --left);
        if (left === 0) timer.clear();
      }, 5);
    });
    this.onMessage("bytesToAll", (_client, byte: number) => {
      this.state.steps += 100;
      this.broadcastBytes("bytesToAll", Uint8Array.of(byte), { afterNextPatch: true });
    });
    this.onMessage("textToOthers", (client, text: string) => {
      this.state.steps += 100;
      this.broadcast("textToOthers", text, { afterNextPatch: true, except: client });
    });
    this.onMessage("kick", (_client, sessionId: string) => this.clients.getById(sessionId)?.leave(4200, "kicked"));
    this.onMessage("fail", () => {
      throw new Error("a handler failed");
    });
    this.onMessage("failLater", () =>
      this.clock.setTimeout(() => {
        throw new Error("a timer failed");
      }, 1),
    );
  }

  override onBeforePatch(): void {
    this.state.patches++;
  }

  override onUncaughtException(error: Error, method: string): void {
    this.log.push(`${method}: ${error.message}`);
  }

  override async onDispose(): Promise<void> {
    await this.presence.unsubscribe("news", this.#heard);
  }

  /** For other rooms. */
  answer(question: string): string {
    return `${question} ${this.roomId}`;
  }

  readonly #heard = (text: string) => {
    this.log.push(`heard ${text}`);
  };
}

/** Takes few messages. */
export class QuietRoom extends Room {
  override maxMessagesPerSecond = 5;

  override onCreate(): void {
    this.onMessage("hush", () => {});
  }
}

/** Asks at the join, by a property. */
export class PropertyDoorRoom extends Room {
  override onAuth = async (client: Client, options: { readonly password?: string }, context: AuthContext) => {
    if (options.password === "wrong") throw new ServerError(4401, "wrong password");
    if (options.password === "known") return true;
    const { team = 0 } = (client.auth ?? {}) as { readonly team?: number };
    return options.password === "open" && { team, ip: typeof context.ip };
  };

  override onJoin(client: Client): void {
    client.send("auth", client.auth);
  }
}

/** What several kinds of rooms do alike. */
class CountingPlugin extends RoomPlugin {
  readonly seen: string[] = [];

  override messages = {
    count: (_client: Client, by: number) => this.seen.length * by,
  };

  override onJoin(client: Client): void {
    this.seen.push(`joined ${client.sessionId}`);
  }

  override onLeave(client: Client): void {
    this.seen.push(`left ${client.sessionId}`);
  }
}

/** Has hooks of its own, and those of a plugin. */
export class PluggedRoom extends Room {
  override plugins = definePlugins({ counting: new CountingPlugin() });
  readonly own: string[] = [];

  override onJoin(client: Client): void {
    this.own.push(`joined ${client.sessionId}`);
  }
}
