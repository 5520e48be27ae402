import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RECORDING_INTERVALS } from "../../../server/runtime/recording-intervals.ts";
import { ByteWriter } from "../../../shared/codec/bytes.ts";
import { type Command, exchange } from "../../../shared/games/exchange/index.ts";
import { JournalWriter } from "../../../shared/journal/index.ts";
import { BareExchange, CONFIG } from "./ours.ts";

const HASH_TICKS = RECORDING_INTERVALS.hashEveryS * exchange.tickHz;
const SNAPSHOT_TICKS = RECORDING_INTERVALS.snapshotEveryS * exchange.tickHz;

/** As in a room: bytes are decoded, journaled and written tick by tick before the step, and events are encoded. */
export class JournaledExchange extends BareExchange {
  readonly #path = join(tmpdir(), `orrery-bench-${process.pid}.journal`);
  readonly #file = openSync(this.#path, "w");
  readonly #writer = new JournalWriter();
  readonly #events = new ByteWriter(65_536);
  #segments = 0;

  protected override prepare(ticks: readonly (readonly Command[])[]): () => void {
    const { command } = exchange.codecs;
    const encoded = ticks.map((commands) => commands.map((one) => command.encode(one)));
    const work = super.prepare([]);
    return () => {
      for (const bodies of encoded) this.#tick(bodies.map((body) => command.decode(body)));
      work();
    };
  }

  #tick(commands: readonly Command[]): void {
    const { world } = this;
    const { command, event } = exchange.codecs;
    const tick = world.tick + 1;
    if (this.#segments === 0 || world.tick % SNAPSHOT_TICKS === 0) this.#segment();
    this.#writer.append(tick, commands, command);
    this.#writer.closeBatch();
    this.#write();
    this.#events.reset();
    exchange.step(world, commands, (one) => {
      this.count(one);
      this.#events.lengthPrefixed(event.write as NonNullable<typeof event.write>, one);
    });
    if (tick % HASH_TICKS === 0) this.#writer.hash(exchange.hash(world));
  }

  #segment(): void {
    const { world } = this;
    ftruncateSync(this.#file);
    const segment = this.#segments++;
    const config = exchange.codecs.config.encode(CONFIG);
    this.#writer.begin(
      {
        ...{ machine: exchange.id, machineVersion: exchange.version, build: "bench", roomId: "bench", seed: 1, config },
        ...{ segment, since: 0, tick: world.tick, epoch: 1, gap: false },
      },
      { world: exchange.save(world), room: null, cursors: [] },
    );
  }

  #write(): void {
    const bytes = this.#writer.pending();
    if (writeSync(this.#file, bytes) !== bytes.length) throw new Error("the journal was not written whole");
    this.#writer.drain();
  }

  override close(): void {
    super.close();
    closeSync(this.#file);
    rmSync(this.#path);
  }
}
