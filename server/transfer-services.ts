import { readTimeline, type Segment, SegmentReader } from "../shared/journal/index.ts";
import { systemClock } from "./clock.ts";
import { transferCalls } from "./colyseus/transfer-calls.ts";
import type { CoreServices } from "./core-services.ts";
import type { GameRooms } from "./game-rooms.ts";
import { decodeRoomRecord } from "./runtime/durable-room.ts";
import type { AnyRoomDefinition } from "./runtime/room-definition.ts";
import type { TransferServices } from "./runtime/room-transfers.ts";
import type { RoomType } from "./runtime/room-type.ts";
import { roomNetwork, TransferringRooms } from "./transfers/index.ts";

/** How this process's rooms send each other transfers. @param closing gets what must be closed */
export function transferServices(base: CoreServices, closing: AsyncDisposableStack): TransferServices {
  const { journals, estates, registry } = base;
  const rooms = new TransferringRooms();
  registry.sampled(
    "orrery_transfers_in_escrow",
    "Transfers that their receivers have not answered.",
    () => rooms.inEscrow,
  );
  registry.sampled(
    "orrery_transfer_rooms",
    "Rooms that nobody is in, open until their transfers are settled.",
    () => rooms.lingering,
  );
  registry.sampled(
    "orrery_transfer_estates",
    "Rooms set aside whose transfers are not settled.",
    () => estates.counts.estates,
  );
  registry.sampled(
    "orrery_transfer_unclaimed",
    "Transfers of rooms set aside that nobody takes.",
    () => estates.counts.unclaimed,
  );
  closing.defer(() => estates.close());
  const hasJournal = (roomId: string) => journals.has(roomId);
  return { network: roomNetwork({ rooms: transferCalls, hasJournal, estates }), rooms, clock: systemClock };
}

/**
 * Begins to settle the transfers of rooms that were set aside. Call it before rooms are recovered. Never rejects.
 *
 * @param find see `RecoveryOptions`
 */
export async function startEstates(
  { journals, estates, report }: CoreServices,
  { network }: TransferServices,
  games: readonly GameRooms[],
  find: (name: string, version: number) => RoomType | null,
): Promise<void> {
  const journaled = await journals.rooms().catch((error) => {
    report(error);
    return null;
  });
  estates.start({
    network,
    journaled,
    async readEscrow(roomId) {
      const segments = await journals.read(roomId);
      const definitions = games.map(({ definition }) => definition);
      if (!mayHaveTransfers(segments, definitions)) return null;
      const timeline = readTimeline(segments);
      if (timeline.room === null) throw new Error("its journal does not say what kind of room it was");
      const { room } = decodeRoomRecord(timeline.room);
      const type = find(room, timeline.latest.machineVersion);
      if (type === null) throw new Error(`this server has no room type called ${room}`);
      return type.escrow(timeline);
    },
  });
}

/** Whether a journal, which may be damaged, may be of a room with transfers. */
export function mayHaveTransfers(
  segments: readonly Segment[],
  definitions: readonly Pick<AnyRoomDefinition, "machine" | "transfers">[],
): boolean {
  if (definitions.every(({ transfers }) => transfers === undefined)) return false;
  const written = segments.map(machineOf).filter((id) => id !== null);
  const without = definitions.flatMap(({ machine, transfers }) => (transfers === undefined ? machine.id : []));
  return written.length === 0 || written.some((id) => !without.includes(id));
}

/** The machine that wrote a segment; null: it cannot be read. */
function machineOf({ bytes, name }: Segment): string | null {
  try {
    return new SegmentReader(bytes, name).header?.machine ?? null;
  } catch {
    return null;
  }
}
