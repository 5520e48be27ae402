import { type AuthContext, type Client, type Deferred, matchMaker, Room, ServerError } from "@colyseus/core";
import { CLOSE, type CloseReason, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import type { AttemptPermits } from "../budgets/index.ts";
import { HeldSeats, isReserved } from "../colyseus/held-seats.ts";
import type { KickingRoom } from "../colyseus/matchmaking.ts";
import {
  Admission,
  type AdmissionOptions,
  claimRoom,
  SeatPermits,
  toServerError,
  withServerErrors,
} from "../runtime/admission.ts";
import { ANONYMOUS, JoinRefused, type Person } from "../runtime/room-definition.ts";
import type { FrameDeclaring } from "../transport/frames.ts";
import type { RoomHooks } from "../transport/room-hooks.ts";
import { hasPluginHooks, hearPluginHooks } from "./plugin-hooks.ts";

/** A room class written against the package `colyseus`. It may declare its frames; otherwise it takes all that a room can. */
export type ColyseusRoomClass = (new () => Room) & Pick<typeof Room, "onAuth"> & FrameDeclaring;

export interface GuardedRoomOptions extends AdmissionOptions {
  /** Reports an error that a room of this type threw. */
  readonly report: (error: unknown) => void;
}

/** Why a seat is not held for a client. */
const DISMISSED = new ServerError(4003, "the seat is not held");
/** How often the budgets of seats are compared with the seats, ms. */
const SWEEP_MS = 1_000;
const FRAMES: FrameDeclaring["clientFrames"] = ["messages", "requests", "inputs"];

/** What a reservation carries, as JSON. */
interface Admitted {
  /** Who came through the gate. Default: the server itself reserved the seat. */
  readonly admitted?: Person;
  /** The result of the class's `onAuth`. Default: it let the caller in, and said no more. */
  readonly auth?: unknown;
  /** Colyseus takes it as the seat's session id. */
  readonly sessionId?: unknown;
}

/** Of Colyseus' reservations. */
const AUTH = 1;
const AWAITS_RETURN = 3;

/** The parts of a room that core calls. Some are private in its types. */
interface RoomParts extends Pick<Room, "clients" | "kickClient" | "onAuth"> {
  readonly _reservedSeats: Record<string, [options: unknown, auth: unknown, consumed?: boolean, awaits?: boolean]>;
  readonly _events: {
    on(event: "leave", listener: (client: Client) => void): void;
    once(event: "disconnect", listener: () => void): void;
  };
  __init(): void;
  _onJoin(client: Client, context: AuthContext, options?: object): Promise<void>;
  allowReconnection(client: Client, seconds: number | "manual"): Deferred<Client>;
  checkReconnectionToken(token: string): string;
  onUncaughtException?(error: Error, method: string): void;
}

/**
 * Creates the class with which this server runs a Colyseus room class: the same room behind the gate, the budgets and the bans that
 * hold for all rooms. Only methods that core calls are overridden, so hooks may be methods or properties.
 */
export function guardedRoom(type: ColyseusRoomClass, options: GuardedRoomOptions): ColyseusRoomClass {
  const admission = new Admission<Person>({ admit: (_options, _present, person) => person }, options);
  const hasStaticAuth = type.onAuth !== Room.onAuth;
  const mayHaveOwnTokens = hasStaticAuth || type.prototype.onAuth !== Room.prototype.onAuth;
  const Base = type as unknown as new () => RoomParts;

  class GuardedRoom extends Base implements KickingRoom, RoomHooks {
    static readonly clientFrames = type.clientFrames ?? FRAMES;
    readonly #people = new Map<string, Person>();
    readonly #permits = new SeatPermits();
    readonly #held = new HeldSeats();
    /** By session: the auth of a client that the room's `onAuth` has not been asked for. */
    readonly #seatAuth = new Map<string, unknown>();
    /** Sessions whose seats are not held any more. */
    readonly #dismissed = new Set<string>();

    static async onAuth(token: string | undefined, options: unknown, context?: AuthContext): Promise<unknown> {
      const headers = context?.headers instanceof Headers ? context.headers : undefined;
      const { person, isKnown } = await admit(token, options, headers);
      // Colyseus' default reads tokens of its own kind, which those of this server are not.
      if (isKnown && !hasStaticAuth) return { admitted: person } satisfies Admitted;
      const auth: unknown = await type.onAuth(token as string, options, context as AuthContext);
      if (auth === false || auth === null || auth === undefined) return auth;
      const { sessionId } = auth as { readonly sessionId?: unknown };
      return {
        admitted: person,
        ...(auth !== true && { auth }),
        ...(sessionId !== undefined && { sessionId }),
      } satisfies Admitted;
    }

    /**
     * Core does not ask the `onAuth` of an instance for clients whose seats hold an auth of a static one, and takes this class's
     * own for such: so seats hold none, and get theirs here.
     */
    #keepSeatAuth(): void {
      const ask = this.onAuth;
      this.onAuth = async (client, joinOptions, context) => {
        const auth = this.#seatAuth.get(client.sessionId);
        client.auth = auth;
        const result: unknown = await ask.call(this, client, joinOptions, context);
        return result === true ? auth : result;
      };
    }

    override __init(): void {
      if (matchMaker.stats.local.roomCount >= ROOM_LIMITS.rooms)
        throw toServerError(
          new JoinRefused("tooManyRooms", `this process has its maximum of ${ROOM_LIMITS.rooms} rooms`),
        );
      withServerErrors(claimRoom);
      const isFirst = !hasPluginHooks(GuardedRoom);
      super.__init();
      if (isFirst && hasPluginHooks(GuardedRoom)) hearPluginHooks(this, type.prototype);
      if (!hasStaticAuth) this.#keepSeatAuth();
      const sweep = setInterval(() => this.#permits.sweep((sessionId) => this.#isTaken(sessionId)), SWEEP_MS);
      sweep.unref();
      this._events.on("leave", ({ sessionId }) => this.#forget(sessionId));
      this._events.once("disconnect", () => {
        clearInterval(sweep);
        this.#permits.releaseAll();
      });
    }

    override async _onJoin(client: Client, context: AuthContext, options?: object): Promise<void> {
      const { sessionId } = client;
      const seat = this._reservedSeats[sessionId];
      const isNew = seat !== undefined && seat[AWAITS_RETURN] !== true;
      if (isNew) {
        const { admitted = ANONYMOUS, auth } = readAdmitted(seat[AUTH]);
        this.#people.set(sessionId, admitted);
        this.#seatAuth.set(sessionId, auth ?? admitted);
        seat[AUTH] = hasStaticAuth ? auth : undefined;
      }
      try {
        await super._onJoin(client, context, options);
      } catch (error) {
        if (isNew && this.clients.get(sessionId) === undefined) this.#forget(sessionId);
        throw error;
      } finally {
        this.#seatAuth.delete(sessionId);
      }
    }

    override allowReconnection(client: Client, seconds: number | "manual"): Deferred<Client> {
      if (this.#dismissed.has(client.sessionId)) return Promise.reject(DISMISSED) as unknown as Deferred<Client>;
      const held = super.allowReconnection(client, seconds);
      this.#held.hold(client.sessionId, held);
      return held;
    }

    /** Core removes a client whose seat another socket asks for, and forgets its socket. */
    override checkReconnectionToken(token: string): string {
      const present = this.clients.find((client) => client.reconnectionToken === token);
      const sessionId = super.checkReconnectionToken(token);
      present?.leave(CLOSE.takenOver.code, CLOSE.takenOver.reason);
      return sessionId;
    }

    /** With this method, core reports errors of hooks, handlers and timers here instead of ending the process. */
    override onUncaughtException(error: Error, method: string): void {
      if (super.onUncaughtException !== undefined) super.onUncaughtException(error, method);
      else if (!(error.cause instanceof ServerError)) options.report(error);
    }

    keepHolds(sessionId: string, permits: AttemptPermits): void {
      this.#permits.add(sessionId, permits);
    }

    async readmit(sessionId: string): Promise<void> {
      const seat = this._reservedSeats[sessionId];
      const { player, session } = this.#people.get(sessionId) ?? readAdmitted(seat?.[AUTH]).admitted ?? ANONYMOUS;
      const isNew = seat !== undefined && seat[AWAITS_RETURN] !== true;
      try {
        await admission.readmit({ player, ...(isNew && { session }) });
      } catch (error) {
        this.#held.release(sessionId);
        throw error;
      }
    }

    playerOf(sessionId: string): number {
      return this.#people.get(sessionId)?.player ?? 0;
    }

    endSeatsOf(player: number, row: CloseReason): void {
      for (const [sessionId, person] of this.#people) {
        if (person.player !== player) continue;
        this.#dismissed.add(sessionId);
        this.kickClient(sessionId, row.code, row.reason);
        this.#held.release(sessionId);
      }
    }

    #isTaken(sessionId: string): boolean {
      return this.#people.has(sessionId) || isReserved(this as unknown as Room, sessionId);
    }

    #forget(sessionId: string): void {
      this.#people.delete(sessionId);
      this.#dismissed.delete(sessionId);
    }
  }

  return GuardedRoom as unknown as ColyseusRoomClass;

  /** A class with an `onAuth` of its own may have tokens of its own, which the gate does not know. */
  async function admit(token: string | undefined, options: unknown, headers?: Headers): Promise<Caller> {
    try {
      return { person: await admission.authenticate(token, options, headers), isKnown: true };
    } catch (error) {
      if (!mayHaveOwnTokens || token === undefined || !isUnknownToken(error)) throw error;
      return { person: await admission.authenticate(undefined, options, headers), isKnown: false };
    }
  }
}

interface Caller {
  readonly person: Person;
  /** Whether the gate knew the token, or none came. */
  readonly isKnown: boolean;
}

function readAdmitted(auth: unknown): Admitted {
  return (auth as Partial<Admitted> | null | undefined)?.admitted === undefined ? { auth } : (auth as Admitted);
}

function isUnknownToken(error: unknown): boolean {
  return (error as { code?: unknown }).code === ROOM_REFUSAL.signInFirst;
}
