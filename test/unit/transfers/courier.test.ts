import { describe, expect, it } from "vitest";
import { FileJournalStore } from "../../../server/journal/files/file-journal-store.ts";
import { memoryFileSystem } from "../../../server/journal/files/memory-file-system.ts";
import { RetryLater } from "../../../server/outbox/index.ts";
import { asAnyRoomDefinition } from "../../../server/runtime/room-definition.ts";
import { mayHaveTransfers } from "../../../server/transfer-services.ts";
import { Courier, Estates, type TransferNetwork } from "../../../server/transfers/index.ts";
import {
  newTransfers,
  offersTo,
  POSTED,
  startTransfer,
  TRANSFER_REFUSAL,
  type TransferMessage,
  type Transfers,
  takeTransferMessage,
} from "../../../shared/transfers/index.ts";
import { TRANSFER_LIMITS } from "../../../shared/wire/limits.ts";
import { TestRoom } from "../../contract/journal-room.ts";
import { tugRoom } from "../../harness/tiny-game.ts";
import { vaultRoom } from "../../harness/vault-room.ts";
import { VirtualClock } from "../../harness/virtual-clock.ts";

const RULES = { post: () => POSTED, settled() {} };
const PAYLOAD = Uint8Array.of(1);
const HOUR_MS = 3_600_000;
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** The offer of a room that has sent one transfer. */
function offerFrom(room: string, number = 1): TransferMessage {
  return { type: "offers", from: room, settledBelow: number, offers: [{ number, payload: PAYLOAD }] };
}

function lab() {
  const clock = new VirtualClock();
  const transfers: Transfers = newTransfers();
  const sent: { to: string; message: TransferMessage }[] = [];
  const gone = new Set<string>();
  const reports: unknown[] = [];
  const queue: TransferMessage[] = [];
  const network = {
    send: async (to: string, message: TransferMessage) => {
      sent.push({ to, message });
      return gone.has(to) ? "gone" : "taken";
    },
    isGone: async (room: string) => gone.has(room),
    standingRoomId: async () => null,
  } as TransferNetwork;
  const options = {
    address: "here",
    clock,
    network,
    current: () => transfers,
    put: (message: TransferMessage) => void queue.push(message),
    report: (error: unknown) => void reports.push(error),
  };
  const courier = new Courier(options);
  return {
    ...{ clock, transfers, sent, gone, reports, network, courier },
    /** Number of messages that the tick takes. */
    tick(): number {
      const messages = queue.splice(0);
      for (const message of messages) takeTransferMessage(transfers, message, RULES);
      courier.update(true);
      return messages.length;
    },
  };
}

describe("a courier", () => {
  it("D4: sends nothing that is not durable", async () => {
    const { courier, transfers, sent } = lab();
    startTransfer(transfers, "there", PAYLOAD);
    courier.update(false);
    await settle();
    expect([sent, courier.isDurable, courier.isSettled]).toEqual([[], false, false]);
    courier.update(true);
    await settle();
    expect(sent).toEqual([{ to: "there", message: offersTo(transfers, "here", "there") }]);
  });

  it("D8: waits for a receiver that never comes back with one timer, and a message now and then", async () => {
    const { courier, transfers, sent, clock, network, reports } = lab();
    network.send = async (to, message) => {
      sent.push({ to, message });
      throw new Error("no route");
    };
    startTransfer(transfers, "there", PAYLOAD);
    courier.update(true);
    for (let passedMs = 0; passedMs < HOUR_MS; passedMs += 1_000) {
      await settle();
      clock.advance(1_000);
    }
    expect(sent.length).toBeGreaterThan(100);
    expect(sent.length).toBeLessThan(130);
    expect([clock.timers, reports.length]).toEqual([1, 1]);
    courier.close();
    expect(clock.timers).toBe(0);
  });

  it("answers a repeat with what it knows, and a confirmation not at all", async () => {
    const { courier, tick, sent, transfers } = lab();
    startTransfer(transfers, "there", PAYLOAD);
    await courier.receive(offerFrom("there"));
    tick();
    await settle();
    sent.length = 0;
    await courier.receive(offerFrom("there"));
    await courier.receive({ type: "offers", from: "there", settledBelow: 1, offers: [] });
    await courier.receive({ type: "answers", from: "there", answers: [{ number: 9, code: POSTED }] });
    expect(sent.map(({ message }) => message)).toEqual([
      { type: "answers", from: "here", answers: [{ number: 1, code: POSTED }] },
      { type: "offers", from: "here", settledBelow: 1, offers: [] },
    ]);
  });

  it("D8: takes so many messages for a tick; their senders repeat the others", async () => {
    const { courier, tick, transfers } = lab();
    await courier.receive(offerFrom("there"));
    tick();
    const more = () => courier.receive(offerFrom("there", 2));
    for (let i = 0; i < TRANSFER_LIMITS.messagesPerTick; i++) await more();
    await expect(more()).rejects.toThrow(RetryLater);
    expect(tick()).toBe(TRANSFER_LIMITS.messagesPerTick);
    expect(transfers.sources.get("there")?.answers.length).toBe(1);
  });

  it("D8: forgets senders that are gone, and does not meet them again, however late something of theirs comes", async () => {
    const { courier, tick, transfers, gone } = lab();
    for (let i = 0; i < TRANSFER_LIMITS.sweepFromSources; i++) await courier.receive(offerFrom(`room ${i}`));
    tick();
    for (let i = 0; i < 9; i++) gone.add(`room ${i}`);
    await courier.receive(offerFrom("one more"));
    await settle();
    tick();
    expect(transfers.sources.size).toBe(TRANSFER_LIMITS.sweepFromSources - 9 + 1);
    await courier.receive(offerFrom("room 0"));
    expect(tick()).toBe(0);
  });

  it("takes from rooms only what rooms may send", async () => {
    const { courier } = lab();
    await expect(courier.receive({ type: "forget", source: "there" })).rejects.toThrow(RangeError);
    await expect(courier.receive({ type: "bind", address: "@bank", room: "here" })).rejects.toThrow(RangeError);
  });
});

describe("estates", () => {
  function openEstates(files = new Map<string, Uint8Array>()) {
    const { clock, network } = lab();
    const warnings: string[] = [];
    const reports: unknown[] = [];
    const estates = new Estates({
      clock,
      files: {
        list: () => [...files.keys()],
        read: (id) => files.get(id) as Uint8Array,
        replace: (id, bytes) => void files.set(id, bytes),
        remove: (id) => void files.delete(id),
      },
      report: (error) => void reports.push(error),
      warn: (text) => void warnings.push(text),
    });
    const host = { network, journaled: [] as string[] };
    return { estates, files, host, warnings, reports };
  }
  const unreadable = async () => {
    throw new Error("the journal is damaged");
  };

  it("of a room whose journal cannot be read answer nothing, also after a restart, until the operator decides", async () => {
    const { estates, files, host, warnings } = openEstates();
    estates.start({ ...host, readEscrow: unreadable });
    await estates.setAside("there", () => {});
    const again = openEstates(files);
    again.estates.start({ ...again.host, readEscrow: unreadable });
    for (const each of [estates, again.estates]) {
      const estate = each.find("there");
      if (estate === null) throw new Error("there is none");
      expect(await each.send(estate, "there", offerFrom("here"))).toBe(false);
    }
    const waits = expect.stringMatching(/there was set aside; nobody knows what it had received/);
    expect([warnings, again.warnings]).toEqual([[expect.stringContaining("the journal is damaged"), waits], [waits]]);
  });

  it("whose file is damaged answer nothing either", () => {
    const { estates, files, host, reports } = openEstates(new Map([["there", Uint8Array.of(1, 2, 3)]]));
    estates.start({ ...host, readEscrow: async () => null });
    expect(estates.find("there")?.record.isKnown).toBe(false);
    expect([files.size, reports.length]).toEqual([1, 1]);
  });

  it("are there only for rooms that may have had transfers, also where the journal is damaged", async () => {
    const store = new FileJournalStore(memoryFileSystem(), "data");
    await (await TestRoom.open(store, "there")).play(9);
    const [segment] = await store.read("there");
    const damaged = { ...segment, bytes: segment.bytes.subarray(0, segment.bytes.length - 3) };
    const lost = { ...segment, bytes: Uint8Array.of(1, 2, 3) };
    const vault = asAnyRoomDefinition(vaultRoom("vault", { refusesEvery: 0 }));
    const plain = asAnyRoomDefinition(tugRoom("tug", 2));
    const foreign = { ...plain, machine: { ...plain.machine, id: "other" } };
    for (const [segments, definitions, expected] of [
      [[damaged], [vault, plain], false],
      [[lost], [plain], false],
      [[lost], [vault, plain], true],
      [[damaged], [vault, foreign], true],
    ] as const)
      expect(mayHaveTransfers(segments, definitions)).toBe(expected);
  });

  it("refuse what the room had not decided", async () => {
    const { estates, host } = openEstates();
    const transfers = newTransfers();
    startTransfer(transfers, "elsewhere", PAYLOAD);
    estates.start({ ...host, readEscrow: async () => ({ transfers, heir: "" }) });
    await estates.setAside("there", () => {});
    await estates.find("there")?.receive("there", offerFrom("here"));
    expect(estates.find("there")?.record.transfers.sources.get("here")?.answers).toEqual([
      { number: 1, code: TRANSFER_REFUSAL.receiverGone },
    ]);
  });

  it("D8: beyond their limit, a room stays where it is", async () => {
    const { estates, host } = openEstates();
    estates.start({ ...host, readEscrow: unreadable });
    for (let i = 0; i < TRANSFER_LIMITS.estates; i++) await estates.setAside(`room ${i}`, () => {});
    let isMoved = false;
    const move = () => {
      isMoved = true;
    };
    await expect(estates.setAside("one more", move)).rejects.toThrow(/1000 rooms set aside/);
    expect(isMoved).toBe(false);
  });
});
