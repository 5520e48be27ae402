import { ByteReader, ByteWriter } from "../codec/bytes.ts";
import type { Tick } from "../machine.ts";
import { unpackSevenBit } from "./seven-bit.ts";

/** Types of the binary messages of every clockwork room, on top of Colyseus' own protocol. */
export const TO_SERVER = { command: 1, ping: 2 } as const;
export const TO_CLIENT = { welcome: 1, pong: 3, refusal: 4, check: 5 } as const;

/** Raised when the bytes of a message below change. */
export const MESSAGES_VERSION = 3;

/** Sent once after a join or a reconnect. */
export interface Welcome {
  readonly machine: string;
  readonly version: number;
  readonly seat: number;
  readonly tick: Tick;
  readonly tickHz: number;
  readonly patchEveryTicks: number;
  /** The room's configuration, encoded by its machine. */
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
    config: from.bytes(from.remaining).slice(),
  };
}

/** A client's command: its target tick, then the room's own bytes. */
export function encodeCommand(targetTick: Tick, body: Uint8Array): Uint8Array {
  return new ByteWriter(16).varint(targetTick).bytes(body).finish();
}

export function decodeCommand(bytes: Uint8Array): { targetTick: Tick; body: Uint8Array } {
  const from = new ByteReader(bytes);
  const targetTick = from.varint();
  // A copy: for so few bytes a view costs more to create and to collect.
  return { targetTick, body: bytes.slice(bytes.length - from.remaining) };
}

export interface Ping {
  /** The pong repeats it. */
  readonly nonce: number;
}

/** The answer to a ping, with the timing of this client's commands since the previous ping. */
export interface Pong {
  readonly nonce: number;
  /** The server's tick when it answered. */
  readonly tick: Tick;
  /** Time since that tick began, µs. */
  readonly intoTickUs: number;
  /** Time that the server held the ping before it answered, µs. */
  readonly heldUs: number;
  /**
   * Minimum over the commands of target tick minus next tick on arrival; null without commands. 0: just in time. Negative: late by
   * so many ticks.
   */
  readonly marginTicks: number | null;
  /** Commands that arrived after their target tick, and those that were merged with another of the same tick. */
  readonly late: number;
  readonly merged: number;
}

export function encodePing(ping: Ping): Uint8Array {
  return new ByteWriter(4).varint(ping.nonce).finish();
}

export function decodePing(bytes: Uint8Array): Ping {
  const from = new ByteReader(bytes);
  const nonce = from.varint();
  from.expectEnd();
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
  const marginTicks = from.remaining > 0 ? from.signed() : null;
  from.expectEnd();
  return { nonce, tick, intoTickUs, heldUs, marginTicks, late, merged };
}

/** From this many ticks between two events on, the number is written by itself, not in the low bits of the length. */
const MAX_SHORT_DELTA = 3;

/** One event since the last patch, encoded by its machine. */
export interface EncodedEvent {
  readonly tick: Tick;
  readonly bytes: Uint8Array;
}

export function encodeEvents(events: readonly EncodedEvent[]): Uint8Array {
  const out = new ByteWriter(64);
  let last = 0;
  for (const event of events) last = writeEvent(event, last, out);
  return out.finish();
}

/** Writes one event of {@link encodeEvents}. @param last tick of the event before, 0 for the first. Returns this event's tick. */
export function writeEvent({ tick, bytes }: EncodedEvent, last: Tick, out: ByteWriter): Tick {
  const delta = tick - last;
  out.varint(bytes.length * (MAX_SHORT_DELTA + 1) + Math.min(delta, MAX_SHORT_DELTA));
  if (delta >= MAX_SHORT_DELTA) out.varint(delta);
  out.bytes(bytes);
  return tick;
}

/** Reads a state's text field `events`, which carries the events of each patch. */
export class EventsReader {
  #text = "";

  /** Call it after each patch. Returns encoded events, see {@link decodeEvents}; null: the patch had none. */
  read(text: string): Uint8Array | null {
    // It begins with a tick, so an equal text is the same batch.
    if (text === this.#text) return null;
    this.#text = text;
    return text === "" ? null : unpackSevenBit(text);
  }
}

export function decodeEvents(bytes: Uint8Array): EncodedEvent[] {
  const from = new ByteReader(bytes);
  const events: EncodedEvent[] = [];
  let tick = 0;
  while (from.remaining > 0) {
    const head = from.varint();
    const delta = head % (MAX_SHORT_DELTA + 1);
    tick += delta < MAX_SHORT_DELTA ? delta : from.varint();
    events.push({ tick, bytes: from.bytes(Math.floor(head / (MAX_SHORT_DELTA + 1))) });
  }
  return events;
}

/** A command was refused. `code`: from `codes.ts`. `reason`: the field, its value and what is accepted. */
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

/** The digest of the schema state after the patch of this tick, for clients that joined with `verify: true`. */
export interface StateCheck {
  readonly tick: Tick;
  readonly digest: string;
}

export function encodeStateCheck(check: StateCheck): Uint8Array {
  return new ByteWriter(24).varint(check.tick).text(check.digest).finish();
}

export function decodeStateCheck(bytes: Uint8Array): StateCheck {
  const from = new ByteReader(bytes);
  return { tick: from.varint(), digest: from.text(16) };
}
