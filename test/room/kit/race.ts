import { kitRoom } from "../../../server/kit/index.ts";
import {
  defineRules,
  flag,
  int,
  list,
  oneOf,
  perSeat,
  rows,
  seatNumber,
  seatOrNobody,
  text,
  type WorldIn,
} from "../../../shared/kit/index.ts";

const UINT32 = 0xffff_ffff;
/** Kinds of cards. */
const CARDS = 2 ** 20;

/** A race with cards: everyone moves by their speed; hands are dealt by the server's chance and shown at the end. */
export const race = defineRules({
  id: "race",
  version: 1,
  tickHz: 60,
  seats: 3,
  entropy: true,
  config: { goal: int(1, 60_000, 50_000) },
  world: {
    phase: oneOf("waiting", "racing", "shown").public(),
    words: list(3, text(12)).public(),
    distance: int(0, 2 ** 40).public(),
    deck: list(52, int(0, UINT32)),
    note: text(32),
    racers: perSeat({
      x: int(0, 60_000).public(),
      speed: int(0, 9).public(),
      wish: int(-9, 9).own(),
      plan: text(24).own(),
      grudge: text(24),
    }),
    cards: rows(20, {
      seat: seatOrNobody().public(),
      isOpen: flag().public(),
      value: int(0, UINT32).own(),
      mark: text(24),
    }),
    debts: rows(20, { seat: seatNumber(), owed: int(0, UINT32).own() }),
  },
  events: { dealt: { seat: seatNumber().own(), value: int(0, UINT32) }, won: { seat: seatNumber() } },
  commands: {
    speed: {
      fields: { speed: int(0, 9) },
      apply({ world }, seat, { speed }) {
        world.racers[seat].speed = speed;
      },
    },
    say: {
      fields: { words: text(12) },
      apply({ world }, _seat, { words }) {
        world.words = [...world.words, words].slice(-3);
      },
    },
    peek: {
      fields: {},
      apply({ seated, emit }) {
        for (const seat of seated) emit({ type: "dealt", seat, value: 7 });
      },
    },
    deal: { fields: {}, apply: (game) => game.needEntropy() },
    show: {
      fields: {},
      apply({ world, reveal }) {
        world.phase = "shown";
        world.cards.clear();
        reveal();
      },
    },
  },
  left({ world }, seat) {
    for (const card of world.cards) if (card.seat === seat) world.cards.remove(card);
  },
  tick(game) {
    const { world, config, seated, secret, emit } = game;
    if (secret.ready && world.phase !== "racing") {
      world.phase = "racing";
      for (const seat of seated) {
        const card = world.cards.add({ seat, value: secret.below(CARDS) });
        if (card !== null) emit({ type: "dealt", seat, value: card.value });
      }
    }
    for (const seat of seated) {
      const racer = world.racers[seat];
      const x = Math.min(config.goal, racer.x + racer.speed);
      if (x === config.goal && racer.x < x) {
        world.distance += x;
        emit({ type: "won", seat });
      }
      racer.x = x;
    }
  },
  continued: {
    racers: { continue: ({ x, speed }, ticks, { config: { goal } }) => ({ x: Math.min(goal, x + speed * ticks) }) },
  },
});

export type RaceWorld = WorldIn<typeof race>;

/** A room of rounds of so many ticks. */
export const raceRoom = (roundTicks = Number.POSITIVE_INFINITY) =>
  kitRoom(race, { config: { goal: 40_000 }, round: ({ tick }) => 1 + Math.floor(tick / roundTicks) });

type ClientCommand = Parameters<typeof race.derived.clientCommandCodec.encode>[0];

/** The bytes of a client's command. */
export const command = (of: ClientCommand) => race.derived.clientCommandCodec.encode(of);
