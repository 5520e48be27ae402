import { describe, expect, it } from "vitest";
import { chachaWord } from "../../../shared/kit/chacha.ts";
import { type CommandIn, defineRules, flag, int, list, perSeat, type WorldIn } from "../../../shared/kit/index.ts";
import { CodecError } from "../../../shared/machine.ts";

const CARDS = 12;
const cards = defineRules({
  id: "cards",
  version: 1,
  tickHz: 10,
  seats: 2,
  entropy: true,
  world: { hands: perSeat({ cards: list(CARDS, int(0, CARDS - 1)).own() }), dealt: flag().public() },
  commands: {
    deal: { fields: {}, apply: (game) => game.needEntropy() },
    peek: { fields: {}, apply: ({ secret }) => void secret.shuffle([1, 2]) },
    show: { fields: {}, apply: (game) => game.reveal() },
  },
  tick({ world, secret }) {
    if (!secret.ready || world.dealt) return;
    const deck = secret.shuffle(Array.from({ length: CARDS }, (_, card) => card));
    for (const [seat, hand] of world.hands.entries()) hand.cards = deck.slice(seat * 6, seat * 6 + 6);
    world.dealt = true;
  },
});
const { machine } = cards;
type World = WorldIn<typeof cards>;

const WORDS = [0xffff_ffff, 2, 3, 4];
const step = (world: World, ...commands: CommandIn<typeof cards>[]) => machine.step(world, commands, () => {});

function dealt(seed: number, words: number[]): World {
  const world = machine.create(seed, {});
  step(world, { type: "join", seat: 0 }, { type: "deal", seat: 0 });
  step(world, { type: "entropy", words });
  return world;
}

const hex = (key: number[], at: number) =>
  Array.from({ length: 16 }, (_, i) => chachaWord(Int32Array.from(key), at + i))
    .flatMap((word) => [0, 8, 16, 24].map((bits) => ((word >>> bits) & 255).toString(16).padStart(2, "0")))
    .join("");

describe("the generator of secrets", () => {
  it.each([
    {
      key: [0, 0, 0, 0],
      at: 0,
      is: "89670952608364fd00b2f90936f031c8e756e15dba04b8493d00429259b20f46cc04f111246b6c2ce066be3bfb32d9aa0fddfbc12123d4b9e44f34dca05a103f",
    },
    {
      key: [0, 0, 0, 0],
      at: 16,
      is: "6cd135c2878c832b5896b134f6142a9d4d8d0d8f1026d20a0a81512cbce6e9758a7143d021978022a384141a80cea3062f41f67a752e66ad3411984c787e30ad",
    },
    {
      key: [1, 0, 0, 0],
      at: 0,
      is: "ae56060d04f5b597897ff2af1388dbceff5a2a4920335dc17a3cb1b1b10fbe70ece8f4864d8c7cdf0076453a8291c7dbeb3aa9c9d10e8ca36be4449376ed7c42",
    },
  ])("is ChaCha20 with 128 bits: draft-strombergson-chacha-test-vectors, $key at $at", ({ key, at, is }) => {
    expect(hex(key, at)).toBe(is);
  });

  it("depends on each of the 128 bits", () => {
    const words = Array.from({ length: 128 }, (_, bit) => {
      const key = new Int32Array(4);
      key[bit >> 5] = 1 << (bit & 31);
      return chachaWord(key, 0);
    });
    expect(new Set([chachaWord(new Int32Array(4), 0), ...words]).size).toBe(129);
  });
});

describe("a game with secrets", () => {
  it("asks for entropy, stays awake for it, and has secrets from then until it reveals them", () => {
    const world = machine.create(1, {});
    expect([world.entropyWanted, cards.hasSecrets(world), machine.nextWake(world)]).toEqual([false, false, null]);
    step(world, { type: "join", seat: 0 }, { type: "deal", seat: 0 });
    step(world, { type: "leave", seat: 0 });
    expect([world.entropyWanted, cards.hasSecrets(world), machine.nextWake(world)]).toEqual([true, false, 3]);
    step(world, { type: "entropy", words: WORDS });
    expect([world.entropyWanted, cards.hasSecrets(world), world.dealt]).toEqual([false, true, true]);
    expect(cards.hasSecrets(machine.load(machine.save(world)))).toBe(true);
    step(world, { type: "join", seat: 0 }, { type: "show", seat: 0 });
    expect(cards.hasSecrets(world)).toBe(false);
  });

  it("deals from entropy only: neither the seed nor an earlier hash reveals anything", () => {
    const hands = (world: World) => world.hands.map((hand) => hand.cards);
    expect(hands(dealt(1, WORDS))).toEqual(hands(dealt(2, WORDS)));
    expect(hands(dealt(1, WORDS))).not.toEqual(hands(dealt(1, [1, 2, 3, 4])));
    expect(machine.hash(dealt(1, WORDS))).not.toBe(machine.hash(dealt(2, WORDS)));
  });

  it("cannot draw before it has entropy, or while it awaits fresh entropy", () => {
    const world = machine.create(1, {});
    const peek = () => step(world, { type: "join", seat: 0 }, { type: "peek", seat: 0 });
    expect(peek).toThrow("no entropy yet: call game.needEntropy()");
    step(world, { type: "deal", seat: 0 });
    step(world, { type: "entropy", words: WORDS });
    peek();
    step(world, { type: "deal", seat: 0 });
    expect(peek).toThrow("no entropy yet");
    step(world, { type: "entropy", words: WORDS });
    step(world, { type: "show", seat: 0 });
    expect(peek).toThrow("no entropy yet");
  });

  it("ignores entropy that it does not await, because a server may send it twice", () => {
    const world = dealt(1, WORDS);
    const again = machine.load(machine.save(world));
    step(world);
    step(again, { type: "entropy", words: [9, 9, 9, 9] });
    expect(machine.hash(again)).toBe(machine.hash(world));
  });

  it("forgets the key when it reveals", () => {
    const world = dealt(1, WORDS);
    step(world, { type: "show", seat: 0 });
    const key = new Uint8Array(Int32Array.from(WORDS).buffer).join();
    expect(machine.save(dealt(1, WORDS)).join()).toContain(key);
    expect(machine.save(world).join()).not.toContain(key);
  });

  it("D14: takes entropy only from the server; games without secrets take none", () => {
    const bytes = machine.codecs.command.encode({ type: "entropy", words: WORDS });
    expect(machine.codecs.command.decode(bytes)).toEqual({ type: "entropy", words: WORDS });
    expect(() => cards.derived.clientCommandCodec.decode(bytes)).toThrow(CodecError);
    const open = defineRules({
      id: "open",
      version: 1,
      tickHz: 10,
      seats: 1,
      world: {},
      joined: (game) => game.needEntropy(),
    });
    expect(() => open.machine.codecs.command.decode(bytes)).toThrow(CodecError);
    const world = open.machine.create(1, {});
    expect(() => open.machine.step(world, [{ type: "join", seat: 0 }], () => {})).toThrow("says entropy: true");
    expect(open.hasSecrets(world)).toBe(false);
  });
});
