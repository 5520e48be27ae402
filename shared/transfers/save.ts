import type { ByteReader, ByteWriter } from "../codec/bytes.ts";
import { CodecError } from "../codec/codec.ts";
import type { Hasher } from "../math/hash.ts";
import { TRANSFER_BOUNDS } from "./bounds.ts";
import { readAddress, readAnswers, readPayload, readRoomId } from "./messages.ts";
import { type OpenTransfer, type Source, standingName, type Transfers } from "./transfers.ts";

export function saveTransfers({ revision, nextNumber, open, sources }: Transfers, out: ByteWriter): void {
  out.varint(revision).varint(nextNumber).varint(open.length);
  for (const { to, number, payload } of open) out.text(to).varint(number).varint(payload.length).bytes(payload);
  out.varint(sources.size);
  for (const [from, { lastDecided, answers }] of sources) {
    out.text(from).varint(lastDecided).varint(answers.length);
    for (const { number, code } of answers) out.varint(number).u8(code);
  }
}

/** Throws {@link CodecError} on bytes that {@link saveTransfers} cannot have written. */
export function loadTransfers(from: ByteReader): Transfers {
  const revision = from.varint();
  const nextNumber = from.varint();
  const open = readList(from, TRANSFER_BOUNDS.open, readOpen);
  checkNumbers(open, nextNumber);
  const rows = readList(from, TRANSFER_BOUNDS.sources, readSource);
  const sources = new Map(rows);
  if (sources.size !== rows.length) throw new CodecError("a source is there twice");
  return { revision, nextNumber, open, sources };
}

function readList<Row>(from: ByteReader, most: number, read: (from: ByteReader) => Row): Row[] {
  const count = from.varint();
  if (count > most) throw new CodecError(`${count} rows, at most ${most}`);
  return Array.from({ length: count }, () => read(from));
}

function readOpen(from: ByteReader): OpenTransfer {
  const to = readAddress(from);
  const number = from.varint();
  if ((standingName(to) === null) !== number > 0)
    throw new CodecError(`a transfer to ${to} cannot have number ${number}`);
  return { to, number, payload: readPayload(from) };
}

function checkNumbers(open: readonly OpenTransfer[], nextNumber: number): void {
  const numbers = open.flatMap(({ number }) => (number === 0 ? [] : number));
  if (nextNumber === 0 || numbers.some((number, i) => number >= nextNumber || number <= (numbers[i - 1] ?? 0)))
    throw new CodecError(`numbers ${numbers} of transfers do not rise to below ${nextNumber}`);
}

function readSource(from: ByteReader): readonly [string, Source] {
  const id = readRoomId(from);
  const lastDecided = from.varint();
  const answers = readAnswers(from, TRANSFER_BOUNDS.answers);
  const newest = answers.at(-1);
  if (newest !== undefined && newest.number > lastDecided)
    throw new CodecError(`transfer ${newest.number} is answered, but the last decided one is ${lastDecided}`);
  return [id, { lastDecided, answers }];
}

export function hashTransfers({ revision, nextNumber, open, sources }: Transfers, hasher: Hasher): void {
  hasher.number(revision).number(nextNumber).word(open.length).word(sources.size);
  for (const { to, number, payload } of open) hasher.text(to).number(number).word(payload.length).bytes(payload);
  for (const [from, { lastDecided, answers }] of sources) {
    hasher.text(from).number(lastDecided).word(answers.length);
    for (const { number, code } of answers) hasher.number(number).word(code);
  }
}
