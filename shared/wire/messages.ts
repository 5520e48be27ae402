import { ByteReader, ByteWriter } from "../codec/bytes.ts";
import type { Tick } from "../machine.ts";
import { unpackSeven } from "./seven.ts";

/** Types of the binary messages that every clockwork room speaks, on top of Colyseus' own protocol. */
export const TO_SERVER = { command: 1, ping: 2 } as const;
export const TO_CLIENT = { welcome: 1, pong: 3, refusal: 4, check: 5 } as const;

/** Raised when the bytes of any message below change. */
export const MESSAGES_VERSION = 3;

/** Told once after a join or a return. */
export interface Welcome {
  readonly machine: string;
  readonly version: number;
  readonly seat: number;
  readonly tick: Tick;
  readonly tickHz: number;
  readonly patchEveryTicks: number;
  /** The room's configuration, in its machine's own codec. */
  readonly config: Uint8Array;
}

const MAX_TEXT_BYTES = 256;

export function encodeWelcome(welcome: Welcome): Uint8Array {
  return new ByteWriter(256)
    .text(welcome.machine)
    .varint(welcome.version)
    .varint(welcome.seat)
    .varint(welcome.tick)
    .varint(welcome.tickHz)
    .varint(welcome.patchEveryTicks)
    .bytes(welcome.config)
    .finish();
}

export function decodeWelcome(bytes: Uint8Array): Welcome {
  const from = new ByteReader(bytes);
  return {
    machine: from.text(MAX_TEXT_BYTES),
    version: from.varint(),
    seat: from.varint(),
    tick: from.varint(),
    tickHz: from.varint(),
    patchEveryTicks: from.varint(),
    config: from.bytes(from.left).slice(),
  };
}

/** A client's command: the tick it is meant for, then the room's own bytes. */
export function encodeCommand(targetTick: Tick, body: Uint8Array): Uint8Array {
  return new ByteWriter(16).varint(targetTick).bytes(body).finish();
}

export function decodeCommand(bytes: Uint8Array): { targetTick: Tick; body: Uint8Array } {
  const from = new ByteReader(bytes);
  const targetTick = from.varint();
  // A copy, as a view of so few bytes is more to make and to collect.
  return { targetTick, body: bytes.slice(bytes.length - from.left) };
}

export interface Ping {
  /** Comes back in the pong. */
  readonly nonce: number;
}

/** The answer to a ping, with how this client's commands arrived from the ping before until this one. */
export interface Pong {
  readonly nonce: number;
  /** The server's tick when it answered. */
  readonly tick: Tick;
  /** Time since that tick began, µs. */
  readonly intoTickUs: number;
  /** How long before that the ping came, µs. */
  readonly heldUs: number;
  /**
   * The least target tick minus the tick that was to be made next when its command arrived; null without commands.
   * 0: just in time; negative: late by so many ticks.
   */
  readonly marginTicks: number | null;
  /** Commands that came after their tick, and those that were merged with another of the same tick. */
  readonly late: number;
  readonly merged: number;
}

export function encodePing(ping: Ping): Uint8Array {
  return new ByteWriter(4).varint(ping.nonce).finish();
}

export function decodePing(bytes: Uint8Array): Ping {
  const from = new ByteReader(bytes);
  const nonce = from.varint();
  from.end();
  return { nonce };
}

export function encodePong(pong: Pong): Uint8Array {
  const out = new ByteWriter(16).varint(pong.nonce).varint(pong.tick).varint(pong.intoTickUs);
  out.varint(pong.heldUs).varint(pong.late).varint(pong.merged);
  if (pong.marginTicks !== null) out.signed(pong.marginTicks);
  return out.finish();
}

export function decodePong(bytes: Uint8Array): Pong {
  const from = new ByteReader(bytes);
  const [nonce, tick, intoTickUs, heldUs, late, merged] = [
    from.varint(),
    from.varint(),
    from.varint(),
    from.varint(),
    from.varint(),
    from.varint(),
  ];
  const marginTicks = from.left > 0 ? from.signed() : null;
  from.end();
  return { nonce, tick, intoTickUs, heldUs, marginTicks, late, merged };
}

/** Ticks from one event to the next that do not fit beside its length. */
const MUCH_LATER = 3;

/** Events of the ticks since the last patch, in order; each in its machine's own codec. */
export interface EventBatch {
  readonly tick: Tick;
  readonly bytes: Uint8Array;
}

export function encodeEvents(events: readonly EventBatch[]): Uint8Array {
  const out = new ByteWriter(64);
  let last = 0;
  for (const event of events) last = writeEvent(event, last, out);
  return out.finish();
}

/** One more of the events that {@link encodeEvents} encodes. @param last tick of the one before, 0 for the first; returns its own */
export function writeEvent({ tick, bytes }: EventBatch, last: Tick, out: ByteWriter): Tick {
  const later = tick - last;
  out.varint(bytes.length * (MUCH_LATER + 1) + Math.min(later, MUCH_LATER));
  if (later >= MUCH_LATER) out.varint(later);
  out.bytes(bytes);
  return tick;
}

/** Watches a state's text field `events`, in which a patch tells what happened. */
export class EventsReader {
  #text = "";

  /** Call it after each patch. Encoded events, see {@link decodeEvents}; null: the patch told of none. */
  read(text: string): Uint8Array | null {
    // Never the same twice, as it begins with a tick.
    if (text === this.#text) return null;
    this.#text = text;
    return text === "" ? null : unpackSeven(text);
  }
}

export function decodeEvents(bytes: Uint8Array): EventBatch[] {
  const from = new ByteReader(bytes);
  const events: EventBatch[] = [];
  let tick = 0;
  while (from.left > 0) {
    const head = from.varint();
    const later = head % (MUCH_LATER + 1);
    tick += later < MUCH_LATER ? later : from.varint();
    events.push({ tick, bytes: from.bytes(Math.floor(head / (MUCH_LATER + 1))) });
  }
  return events;
}

/** A command was not taken: `code` from `codes.ts`, `reason` says which field, its value and what would do. */
export interface Refusal {
  readonly code: number;
  readonly reason: string;
}

export function encodeRefusal(refusal: Refusal): Uint8Array {
  return new ByteWriter(64).varint(refusal.code).text(refusal.reason.slice(0, 200)).finish();
}

export function decodeRefusal(bytes: Uint8Array): Refusal {
  const from = new ByteReader(bytes);
  return { code: from.varint(), reason: from.text(1024) };
}

/** For clients that joined with `verify: true`: the digest of the schema state after the patch of this tick. */
export interface Check {
  readonly tick: Tick;
  readonly digest: string;
}

export function encodeCheck(check: Check): Uint8Array {
  return new ByteWriter(24).varint(check.tick).text(check.digest).finish();
}

export function decodeCheck(bytes: Uint8Array): Check {
  const from = new ByteReader(bytes);
  return { tick: from.varint(), digest: from.text(16) };
}
