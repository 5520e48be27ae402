import type { ByteReader, ByteWriter } from "../../codec/bytes.ts";
import { CodecError } from "../../machine.ts";
import { FLAG, MESSAGE_NUMBER, ORIGIN } from "./fields.ts";
import type { Channel, ChatMessage } from "./world.ts";

/** A message as saved with its channel. Number and origin are saved separately, because earlier worlds have neither. */
export type SavedLine = Omit<ChatMessage, "id" | "origin">;
export type SavedChannel = Omit<Channel, "lines"> & { readonly lines: readonly SavedLine[] };

/** Whether a channel needs more than the earlier format: an origin is known, or a message in between is missing. */
function isMarked({ last, lines }: Channel): boolean {
  return lines.some(({ id, origin }, at) => origin > 0 || id !== last - lines.length + 1 + at);
}

/** Whether {@link writeOrigins} must be called. Without it, worlds keep their earlier bytes and hashes. */
export function hasOrigins(channels: Iterable<Channel>): boolean {
  for (const channel of channels) if (isMarked(channel)) return true;
  return false;
}

/**
 * Writes a flag for each channel that needs it, with the origin of each message and the number of missing ones after
 * it.
 */
export function writeOrigins(out: ByteWriter, channels: Iterable<Channel>): void {
  for (const channel of channels) {
    const marked = isMarked(channel);
    FLAG.write(out, marked);
    const { last, lines } = channel;
    if (!marked) continue;
    for (const [at, { id, origin }] of lines.entries()) {
      ORIGIN.write(out, origin);
      MESSAGE_NUMBER.write(out, (lines[at + 1]?.id ?? last + 1) - id - 1);
    }
  }
}

/**
 * @param from null: a world of an earlier version. Throws {@link CodecError} on bytes that {@link writeOrigins} could
 * not have written.
 */
export function readChannels(from: ByteReader | null, saved: readonly SavedChannel[]): Channel[] {
  const channels = saved.map((channel) => ({ ...channel, lines: linesOf(from, channel) }));
  if (from !== null && !hasOrigins(channels)) throw new CodecError("no origin is known, and no line forgotten");
  return channels;
}

function linesOf(from: ByteReader | null, { name, last, lines }: SavedChannel): ChatMessage[] {
  const marked = from !== null && FLAG.read(from);
  const marks = lines.map(() =>
    from !== null && marked
      ? { origin: ORIGIN.read(from), forgotten: MESSAGE_NUMBER.read(from) }
      : { origin: 0, forgotten: 0 },
  );
  if (marked && !marks.some(({ origin, forgotten }) => origin > 0 || forgotten > 0))
    throw new CodecError(`channel ${name} is marked for nothing`);
  if ((marks.at(-1)?.forgotten ?? 0) > 0) throw new CodecError(`channel ${name} has forgotten its newest line`);
  let id = last - marks.reduce((sum, { forgotten }) => sum + forgotten, 0) - lines.length;
  if (lines.length > 0 && id < 0) throw new CodecError(`channel ${name} has lines from before 1`);
  return lines.map((line, at) => {
    id++;
    const whole = { id, origin: marks[at].origin, ...line };
    id += marks[at].forgotten;
    return whole;
  });
}
