import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ARENA } from "../../../../client/games/arena/replay/playable.ts";
import { ReplaySource } from "../../../../client/games/arena/replay/replay-source.ts";
import { LIVE_DELAY_S, LiveMatch, type LiveMatchPort } from "../../../../client/replay/live-match.ts";
import { ReplayError } from "../../../../client/replay/replay-error.ts";
import { FileJournalStore } from "../../../../server/journal/files/file-journal-store.ts";
import { memoryFileSystem } from "../../../../server/journal/files/memory-file-system.ts";
import {
  type EndReason,
  readCommands,
  readTimeline,
  StreamWriter,
  type Timeline,
} from "../../../../shared/journal/index.ts";
import { DELAY_HEADER } from "../../../../shared/wire/live.ts";
import { type RecordedBattle, recordBattle } from "../../../harness/arena/recorded-battle.ts";

const STEP_MS = 1_000 / 60;

let battle: RecordedBattle;
let timeline: Timeline;

beforeAll(async () => {
  const store = new FileJournalStore(memoryFileSystem(), "data");
  battle = await recordBattle(store, { people: 6, roundTicks: 6_000 });
  timeline = readTimeline([{ name: "battle", bytes: (await store.readReplay(battle.id)) ?? new Uint8Array() }]);
});

const open: Screen[] = [];
afterEach(() => {
  for (const screen of open.splice(0)) screen.live.close();
});

/** A server's stream of the battle, under control of a test, and a page that watches it. */
class Screen implements LiveMatchPort {
  readonly live = new LiveMatch(ARENA.machine, "room", this);
  source!: ReplaySource;
  nowMs = 0;
  readonly told: string[] = [];
  /** What the next requests are answered with instead of the stream. */
  readonly refusals: Response[] = [];
  requests = 0;
  header = timeline.header;
  #writer!: StreamWriter;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #span = 0;

  constructor() {
    open.push(this);
  }

  async fetch(): Promise<Response> {
    this.requests++;
    const refusal = this.refusals.shift();
    if (refusal !== undefined) return refusal;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
        const start = timeline.starts.findLast(({ tick }) => tick <= this.#reached) ?? timeline.starts[0];
        this.#writer = new StreamWriter(start.tick);
        controller.enqueue(this.#writer.opening(this.header, start.world));
        this.#span = timeline.spans.findIndex(({ through }) => through > start.tick);
        this.#send(this.#reached);
      },
      cancel: () => {
        this.#controller = null;
      },
    });
    return new Response(body, { headers: { [DELAY_HEADER]: "20" } });
  }

  readonly #timers: { atMs: number; done: () => void }[] = [];

  wait(ms: number): Promise<void> {
    return new Promise((done) => {
      this.#timers.push({ atMs: this.nowMs + ms, done });
    });
  }

  #wake(): void {
    for (const timer of this.#timers.splice(0)) {
      if (timer.atMs <= this.nowMs) timer.done();
      else this.#timers.push(timer);
    }
  }

  #reached = 700;

  /** The tick that the server has shown. */
  get reached(): number {
    return this.#reached;
  }

  get connected(): boolean {
    return this.#controller !== null;
  }

  drop(): void {
    this.#controller?.close();
    this.#controller = null;
  }

  end(reason: EndReason = "closed"): void {
    this.#writer.end(reason);
    this.#controller?.enqueue(this.#writer.takeBytes());
    this.drop();
  }

  async watch(): Promise<void> {
    let opening = true;
    const opened = this.live
      .open((text) => this.told.push(text))
      .finally(() => {
        opening = false;
      });
    opened.catch(() => {});
    for (await breathe(); opening; await breathe()) {
      this.nowMs += 500;
      this.#wake();
    }
    await opened;
    this.source = new ReplaySource({ film: this.live.film, live: this.live }, () => this.nowMs);
    this.source.followLive();
  }

  /** Lets time pass, with frames drawn and a part of the stream four times a second. @param seen called with each frame's tick */
  async pass(seconds: number, { sends = true, draws = true, seen = (_tick: number) => {} } = {}): Promise<void> {
    const frames = Math.round(seconds * 60);
    for (let i = 0; i < frames; i++) {
      this.nowMs += STEP_MS;
      this.#reached++;
      if (this.#reached % 15 === 0) {
        this.#wake();
        if (sends) this.#send(this.#reached);
        await breathe();
      }
      if (!draws) continue;
      this.source.advance(this.nowMs);
      seen(this.source.view().tick);
    }
  }

  #send(to: number): void {
    if (this.#controller === null) return;
    for (; this.#span < timeline.spans.length && timeline.spans[this.#span].through <= to; this.#span++) {
      const { after, through, body } = timeline.spans[this.#span];
      for (const { tick, commands } of readCommands(body, after))
        if (tick > this.#writer.reached) this.#writer.commands(tick, commands);
      this.#writer.completeTick(Math.max(this.#writer.reached, through));
      const hash = timeline.hashes.find(({ tick }) => tick === through);
      if (hash !== undefined) this.#writer.hash(hash.hash);
    }
    const bytes = this.#writer.takeBytes();
    if (bytes.length > 0) this.#controller.enqueue(bytes);
  }
}

async function breathe(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise((resolve) => setImmediate(resolve));
}

const trueTo = ({ source }: Screen) => expect(source.hash).toBe(battle.hashes[source.tick]);

describe("a live match in the page", () => {
  it("D3: shows the room's worlds, hash for hash, and smoothly: no frame repeats or jumps", async () => {
    const screen = new Screen();
    await screen.watch();
    const shown: number[] = [];
    await screen.pass(2);
    await screen.pass(30, { seen: (tick) => shown.push(tick) });
    trueTo(screen);
    const steps = shown.slice(1).map((tick, i) => tick - shown[i]);
    expect(Math.min(...steps)).toBeGreaterThan(0.8);
    expect(Math.max(...steps)).toBeLessThan(1.3);
    expect(Math.abs(screen.source.lastTick - screen.source.tick - LIVE_DELAY_S * 60)).toBeLessThan(40);
    expect(screen.source.scan.mismatchTick).toBeNull();
    expect(screen.live.ageS(screen.source.tick)).toBeCloseTo(20 + LIVE_DELAY_S);
  });

  it("waits when no data arrives, then plays a little faster until it has caught up", async () => {
    const screen = new Screen();
    await screen.watch();
    await screen.pass(3);
    await screen.pass(6, { sends: false });
    expect(screen.source.tick).toBe(screen.source.lastTick);
    expect(screen.source.playing).toBe(true);
    const steps: number[] = [];
    let last = Number.NaN;
    const seen = (tick: number) => {
      steps.push(tick - last);
      last = tick;
    };
    await screen.pass(30, { seen });
    expect(screen.source.lastTick - screen.source.tick).toBeLessThan(LIVE_DELAY_S * 60 + 45);
    expect(Math.max(...steps.slice(1))).toBeLessThan(1.6);
    trueTo(screen);
  });

  it("can be paused, rewound, and returned to live", async () => {
    const screen = new Screen();
    await screen.watch();
    await screen.pass(12);
    const { source, live } = screen;
    source.seek(source.tick - 300);
    expect(live.atEdge).toBe(false);
    await screen.pass(2);
    trueTo(screen);
    expect(source.end - source.tick).toBeGreaterThan(200);
    expect(live.ageS(source.tick)).toBeGreaterThan(24);
    source.pause();
    const { tick } = source;
    await screen.pass(5);
    expect(source.tick).toBe(tick);
    source.followLive();
    expect([live.atEdge, source.playing]).toEqual([true, true]);
    await screen.pass(1);
    expect(source.lastTick - source.tick).toBeLessThan(LIVE_DELAY_S * 60 + 20);
    trueTo(screen);
  });

  it("is live again after fast forward or a jump to the end", async () => {
    const screen = new Screen();
    await screen.watch();
    await screen.pass(12);
    const { source, live } = screen;
    source.seek(source.tick - 300);
    source.speed = 4;
    await screen.pass(4);
    expect([live.atEdge, source.speed]).toEqual([true, 1]);
    source.seek(source.firstTick);
    expect(live.atEdge).toBe(false);
    source.seek(Number.POSITIVE_INFINITY);
    expect(live.atEdge).toBe(true);
    expect(source.tick).toBeLessThan(source.lastTick - 60);
  });

  it("continues after a lost connection, with nothing missing", async () => {
    const screen = new Screen();
    await screen.watch();
    await screen.pass(5);
    screen.drop();
    await screen.pass(3);
    expect([screen.requests, screen.connected, screen.live.state]).toEqual([2, true, "live"]);
    await screen.pass(10);
    trueTo(screen);
    expect(screen.source.lastTick - screen.source.tick).toBeLessThan(LIVE_DELAY_S * 60 + 30);
  });

  it("after a longer outage continues behind a gap, which it jumps over", async () => {
    const screen = new Screen();
    await screen.watch();
    await screen.pass(5);
    for (let i = 0; i < 6; i++) screen.refusals.push(new Response(null, { status: 503 }));
    screen.drop();
    await screen.pass(10);
    expect([screen.live.state, screen.source.tick]).toEqual(["waiting", screen.source.lastTick]);
    await screen.pass(25);
    expect(screen.live.state).toBe("live");
    trueTo(screen);
    const { source } = screen;
    expect(source.lastTick).toBeGreaterThan(screen.reached - 45);
    expect(screen.live.film.timeline.gaps).toHaveLength(1);
    for (let tick = source.firstTick; tick < source.lastTick; tick += 97) {
      source.seek(tick);
      trueTo(screen);
    }
    source.seek(screen.live.film.timeline.gaps[0].after - 20);
    source.play();
    await screen.pass(2);
    trueTo(screen);
  });

  it("takes little time in a hidden page, and is live as soon as the page is shown", async () => {
    const screen = new Screen();
    await screen.watch();
    await screen.pass(3);
    await screen.pass(64, { draws: false });
    expect(screen.connected).toBe(false);
    const { lastTick } = screen.source;
    await screen.pass(5, { draws: false });
    expect(screen.source.lastTick).toBe(lastTick);
    await screen.pass(6);
    expect(screen.connected).toBe(true);
    expect(screen.source.tick).toBeGreaterThan(screen.reached - (LIVE_DELAY_S + 1.5) * 60);
    trueTo(screen);
  });

  it("ends with a message after the match's last tick was shown", async () => {
    const screen = new Screen();
    await screen.watch();
    await screen.pass(5);
    screen.end();
    await screen.pass(1);
    expect([screen.source.playing, screen.source.isGrowing]).toEqual([true, false]);
    await screen.pass(4);
    expect(screen.source.playing).toBe(false);
    expect(screen.source.tick).toBe(screen.source.lastTick);
    expect([screen.live.state, screen.live.reason]).toEqual(["over", "The match is over: everyone has left."]);
    expect(screen.requests).toBe(1);
    trueTo(screen);
  });

  it("is over when the server no longer knows it", async () => {
    const screen = new Screen();
    await screen.watch();
    await screen.pass(5);
    screen.refusals.push(Response.json({ code: 404, why: "noSuchMatch", error: "gone" }, { status: 404 }));
    screen.drop();
    await screen.pass(4);
    expect([screen.live.state, screen.live.reason]).toEqual(["over", "The match is over."]);
  });

  it("D8: keeps a long match up to its bound, and jumps anywhere within it", async () => {
    const screen = new Screen();
    await screen.watch();
    await screen.pass(30);
    const { film } = screen.live;
    // As after some minutes more, on a smaller scale.
    film.forgetBefore(film.lastTick - 900);
    expect(film.firstTick).toBeGreaterThan(film.lastTick - 1_200);
    expect(film.timeline.spans[0].through).toBeGreaterThan(film.firstTick);
    await screen.pass(5);
    trueTo(screen);
    screen.source.seek(0);
    expect(screen.source.tick).toBe(film.firstTick);
    trueTo(screen);
    await screen.pass(3);
    trueTo(screen);
    expect(screen.source.scan.mismatchTick).toBeNull();
  });
});

describe("a match that cannot be watched", () => {
  const refused = (body: object, status: number) => Response.json(body, { status });

  it("yet says how long it takes, and opens by itself", async () => {
    const screen = new Screen();
    screen.refusals.push(refused({ code: 503, why: "tooYoung", error: "too young", retryInS: 3 }, 503));
    await screen.watch();
    expect(screen.told).toEqual([3, 2, 1].map((s) => `This match has just begun. You can watch it in ${s} s…`));
    await screen.pass(3);
    trueTo(screen);
  });

  it.each([
    [
      { code: 404, why: "noSuchMatch", error: "there is no such match, or it is over" },
      404,
      /^There is no such match, or it is over\.$/,
    ],
    [
      { code: 503, why: "full", error: "too many people watch on this server already" },
      503,
      /^Too many people watch on this server already.*Try again in a moment/,
    ],
    [[], 500, /^This match cannot be watched right now/],
  ])("says in words why: %j", async (body, status, words) => {
    const screen = new Screen();
    screen.refusals.push(status === 500 ? new Response("<html>", { status }) : refused(body, status));
    await expect(screen.watch()).rejects.toThrow(words);
  });

  it("because of other rules is left to another page", async () => {
    const screen = new Screen();
    screen.header = { ...timeline.header, machineVersion: 99 };
    const problem = await screen.watch().catch((error: unknown) => error);
    expect(problem instanceof ReplayError && problem.needsOtherVersion).toBe(true);
  });
});
