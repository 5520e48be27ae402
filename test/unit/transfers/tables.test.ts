import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "../../../shared/codec/bytes.ts";
import { CodecError } from "../../../shared/codec/codec.ts";
import { Hasher } from "../../../shared/math/hash.ts";
import {
  answersTo,
  canStartTransfer,
  hashTransfers,
  hasOpenTransfers,
  loadTransfers,
  newTransfers,
  offersTo,
  POSTED,
  saveTransfers,
  standingRoom,
  startTransfer,
  TRANSFER_BOUNDS,
  TRANSFER_REFUSAL,
  type TransferMessage,
  type TransferRules,
  type Transfers,
  takeTransferMessage,
  transferMessage,
} from "../../../shared/transfers/index.ts";

const NONE: TransferRules = { post: () => POSTED, settled() {} };
const payload = (byte: number) => Uint8Array.of(byte);

/** Rules that write down what they are asked. */
function noting(code = POSTED) {
  const notes: string[] = [];
  const rules: TransferRules = {
    post(from, [byte]) {
      notes.push(`post ${byte} from ${from}`);
      return code;
    },
    settled: ({ to, payload: [byte] }, answer) => void notes.push(`settled ${byte} to ${to}: ${answer}`),
  };
  return { notes, rules };
}

function sender(...receivers: string[]): Transfers {
  const transfers = newTransfers();
  for (const [i, to] of receivers.entries()) startTransfer(transfers, to, payload(i));
  return transfers;
}

describe("a transfer", () => {
  it("is posted once and settled once, however often and late its messages come", () => {
    const [from, to] = [sender("R", "other", "R"), newTransfers()];
    const receiver = noting();
    const offers = offersTo(from, "S", "R");
    for (let i = 0; i < 3; i++) takeTransferMessage(to, offers, receiver.rules);
    expect(receiver.notes).toEqual(["post 0 from S", "post 2 from S"]);
    expect(hasOpenTransfers(to)).toBe(true);
    const answers = answersTo(to, "R", "S");
    const settling = noting();
    for (let i = 0; i < 3; i++) takeTransferMessage(from, answers, settling.rules);
    expect(settling.notes).toEqual(["settled 0 to R: 0", "settled 2 to R: 0"]);
    takeTransferMessage(to, offersTo(from, "S", "R"), receiver.rules);
    expect(hasOpenTransfers(to)).toBe(false);
    takeTransferMessage(to, offers, receiver.rules);
    expect(receiver.notes.length).toBe(2);
    expect(from.open.map(({ to }) => to)).toEqual(["other"]);
  });

  it("is settled only by its receiver", () => {
    const from = sender("R");
    takeTransferMessage(from, { type: "answers", from: "thief", answers: [{ number: 1, code: POSTED }] }, NONE);
    expect(from.open.length).toBe(1);
  });

  it("to a standing room is bound to that room before it has a number, so that none is passed over", () => {
    const from = sender(standingRoom("bank"), "B1");
    const to = newTransfers();
    takeTransferMessage(to, offersTo(from, "S", "B1"), NONE);
    takeTransferMessage(from, { type: "bind", address: standingRoom("bank"), room: "B1" }, NONE);
    const receiver = noting();
    takeTransferMessage(to, offersTo(from, "S", "B1"), receiver.rules);
    expect(receiver.notes).toEqual(["post 0 from S"]);
  });

  it("whose payload the receiver cannot decode is refused", () => {
    const to = newTransfers();
    const offers = offersTo(sender("R"), "S", "R");
    const post = () => {
      throw new CodecError("no");
    };
    takeTransferMessage(to, offers, { ...NONE, post });
    expect(answersTo(to, "R", "S").answers).toEqual([{ number: 1, code: TRANSFER_REFUSAL.badPayload }]);
  });

  it("D8: is not started beyond the limit, nor with an address or payload beyond theirs", () => {
    const full = sender(...Array.from({ length: TRANSFER_BOUNDS.open }, () => "R"));
    expect(canStartTransfer(full)).toBe(false);
    expect(() => startTransfer(full, "R", payload(1))).toThrow(/256 are open/);
    expect(() => startTransfer(newTransfers(), "", payload(1))).toThrow(/to: 0 bytes/);
    expect(() => startTransfer(newTransfers(), "x".repeat(129), payload(1))).toThrow(/to: 129 bytes/);
    expect(() => startTransfer(newTransfers(), "R", new Uint8Array(257))).toThrow(/payload: 257 bytes/);
  });

  it("D8: stays undecided with its sender when the receiver remembers all sources, or answers, that it can", () => {
    const to = newTransfers();
    for (let i = 0; i < TRANSFER_BOUNDS.sources; i++)
      takeTransferMessage(to, offersTo(sender("R"), `S${i}`, "R"), NONE);
    const one = noting();
    takeTransferMessage(to, offersTo(sender("R"), "one more", "R"), one.rules);
    takeTransferMessage(to, { type: "forget", source: "S0" }, NONE);
    takeTransferMessage(to, offersTo(sender("R"), "one more", "R"), one.rules);
    expect(one.notes).toEqual(["post 0 from one more"]);

    const from = sender(...Array.from({ length: TRANSFER_BOUNDS.open }, () => "R"));
    const busy = newTransfers();
    const offerAll = () => {
      const { open, ...rest } = from;
      const decided = busy.sources.get("S")?.lastDecided ?? 0;
      const next = offersTo({ ...rest, open: open.filter(({ number }) => number > decided) }, "S", "R");
      takeTransferMessage(busy, { ...next, settledBelow: 1 }, NONE);
    };
    for (let i = 0; i < 4; i++) offerAll();
    expect(busy.sources.get("S")?.answers.length).toBe(TRANSFER_BOUNDS.answers);
    takeTransferMessage(
      busy,
      { type: "offers", from: "S", settledBelow: 1, offers: [{ number: 257, payload: payload(1) }] },
      NONE,
    );
    expect(busy.sources.get("S")?.lastDecided).toBe(256);
  });
});

const number = fc.integer({ min: 1, max: 2 ** 40 });
const rising = <Row extends { number: number }>(row: fc.Arbitrary<Row>) =>
  fc
    .uniqueArray(row, { selector: (each) => each.number, maxLength: 9 })
    .map((rows) => rows.sort((a, b) => a.number - b.number));
const id = fc.stringMatching(/^[\w-]{1,20}$/);
const bytes = fc.uint8Array({ maxLength: TRANSFER_BOUNDS.payloadBytes });
const answers = rising(fc.record({ number, code: fc.nat(255) }));
const offers = rising(fc.record({ number, payload: bytes }));
const message: fc.Arbitrary<TransferMessage> = fc.oneof(
  fc
    .tuple(id, offers)
    .map(([from, rows]) => ({ type: "offers" as const, from, settledBelow: rows[0]?.number ?? 5, offers: rows })),
  fc.record({ type: fc.constant("answers" as const), from: id, answers }),
  fc.record({ type: fc.constant("bind" as const), address: fc.constant(standingRoom("bank")), room: id }),
  fc.record({ type: fc.constant("forget" as const), source: id }),
);

describe("messages and worlds", () => {
  it("are read back as they were written; cut ones are refused", () => {
    fc.assert(
      fc.property(message, fc.nat(), (value, cut) => {
        const encoded = transferMessage.encode(value);
        expect(transferMessage.decode(encoded)).toEqual(value);
        expect(() => transferMessage.decode(encoded.subarray(0, cut % encoded.length))).toThrow(CodecError);
      }),
      { numRuns: 200 },
    );
  });

  it("are saved, loaded and hashed in every part", () => {
    const open = offers.chain((rows) => id.map((to) => rows.map((row) => ({ ...row, to }))));
    const source = answers.map((rows) => ({ lastDecided: rows.at(-1)?.number ?? 3, answers: rows }));
    const world = fc
      .tuple(open, fc.array(fc.tuple(id, source), { maxLength: 4 }), fc.nat())
      .map(([rows, sources, revision]): Transfers => {
        const unbound = { to: standingRoom("bank"), number: 0, payload: payload(1) };
        return {
          revision,
          nextNumber: (rows.at(-1)?.number ?? 0) + 1,
          open: [...rows, unbound],
          sources: new Map(sources),
        };
      });
    fc.assert(
      fc.property(world, (transfers) => {
        const out = new ByteWriter();
        saveTransfers(transfers, out);
        const from = new ByteReader(out.finish());
        const loaded = loadTransfers(from);
        from.expectEnd();
        expect(loaded).toEqual(transfers);
        const hash = (each: Transfers) => {
          const hasher = new Hasher();
          hashTransfers(each, hasher);
          return hasher.digest();
        };
        expect(hash(loaded)).toBe(hash(transfers));
        const [last, ...rest] = [...transfers.open].reverse();
        const others: Transfers[] = [
          { ...transfers, revision: transfers.revision + 1 },
          { ...transfers, nextNumber: transfers.nextNumber + 1 },
          { ...transfers, open: rest },
          { ...transfers, open: [...rest.reverse(), { ...last, payload: payload(2) }] },
          { ...transfers, sources: new Map([...transfers.sources, ["another!", { lastDecided: 1, answers: [] }]]) },
        ];
        expect(new Set([transfers, ...others].map(hash)).size).toBe(others.length + 1);
      }),
      { numRuns: 100 },
    );
  });
});
