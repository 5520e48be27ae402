import { expect, it } from "vitest";
import { ArenaProjection } from "../../../server/games/arena/projection.ts";
import { newRecipients, type OutboundEvent } from "../../../server/replication/event-dispatcher.ts";
import { Replicator, type ReplicatorOptions } from "../../../server/replication/replicator.ts";
import { arena, type World } from "../../../shared/games/arena/index.ts";
import { Hasher } from "../../../shared/math/hash.ts";
import { commandsOf, newCrew } from "../../golden/arena/battle.ts";
import { WAR } from "../../golden/arena/war.ts";

const PATCH_TICKS = 3;
const SECONDS = 20;
/** People in each seat, so that there are enough for parts. */
const EACH = 4;

/** An arena's clients: what each of them was sent, as a hash. */
class Audience {
  readonly hashers = Array.from({ length: EACH * WAR.people }, () => new Hasher());
  readonly #projection: ArenaProjection;
  readonly #replicator: Replicator;
  readonly #inParts: boolean;
  #happenings: OutboundEvent[] = [];
  #frames = 0;

  constructor(world: World, inParts: boolean) {
    const none = () => {};
    const counts = { patched: none, patchSkipped: none, deferred: none, eventDropped: none, tooSlow: none };
    const host: ReplicatorOptions = { patchHz: arena.tickHz / PATCH_TICKS, patchEveryTicks: PATCH_TICKS, ...counts };
    this.#inParts = inParts;
    this.#projection = new ArenaProjection(world);
    this.#projection.write();
    this.#replicator = new Replicator(this.#projection, host);
    for (const [i, hasher] of this.hashers.entries()) {
      const raw = (frame: Uint8Array) => {
        hasher.bytes(frame);
        this.#frames++;
      };
      raw(this.#replicator.state(this.#replicator.join(i % WAR.people, { raw }, 1 + (i % WAR.people))));
    }
  }

  happen(tick: number, event: Parameters<typeof arena.codecs.event.encode>[0]): void {
    const recipients = newRecipients();
    this.#projection.concern(event, recipients);
    this.#happenings.push({ tick, bytes: arena.codecs.event.encode(event), recipients });
  }

  /** A tick was made. Returns how many have been sent a frame since the last. */
  follow({ tick }: World): number {
    const before = this.#frames;
    if (tick % PATCH_TICKS !== 0) this.#replicator.sendMore();
    else {
      this.#projection.write();
      this.#replicator.patch(this.#happenings);
      this.#happenings = [];
      if (!this.#inParts) this.#replicator.finish();
    }
    return this.#frames - before;
  }
}

it(`tells each of ${EACH * WAR.people} in ${SECONDS} s of war, to the byte, what it would have been told at once`, () => {
  const world = arena.create(WAR.seed, WAR.config);
  const crew = newCrew(WAR.people);
  const step = (emit: Parameters<typeof arena.step>[2]) => arena.step(world, commandsOf(WAR, world, crew), emit);
  while (world.tick < 2 * WAR.people) step(() => {});
  const [atOnce, inParts] = [new Audience(world, false), new Audience(world, true)];
  const served = new Set<string>();
  const end = Math.ceil(world.tick / PATCH_TICKS + (SECONDS * arena.tickHz) / PATCH_TICKS) * PATCH_TICKS - 1;
  while (world.tick < end) {
    const tick = world.tick + 1;
    step((event) => {
      for (const audience of [atOnce, inParts]) audience.happen(tick, event);
    });
    served.add(`${tick % PATCH_TICKS}: ${atOnce.follow(world)} ${inParts.follow(world)}`);
  }
  expect([...served].filter((line) => !line.endsWith(": 0 0")).sort()).toEqual(["0: 224 56", "1: 0 84", "2: 0 84"]);
  expect(inParts.hashers.map((one) => one.digest())).toEqual(atOnce.hashers.map((one) => one.digest()));
}, 60_000);
