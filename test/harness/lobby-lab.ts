import { LobbyLink } from "../../client/games/lobby/lobby-link.ts";
import type { ChatMessage, Notice } from "../../client/shell/lobby/model.ts";
import { type LobbyDefinition, lobbyRoom } from "../../server/games/lobby/index.ts";
import type { JournalStore } from "../../server/journal/port.ts";
import type { Consumer } from "../../server/outbox/index.ts";
import type { RecordingIntervals } from "../../server/runtime/recording-intervals.ts";
import type { Command, LobbyConfig } from "../../shared/games/lobby/index.ts";
import { LobbyState } from "../../shared/games/lobby/wire/state.ts";
import type { FakeClient } from "./fake-client.ts";
import { person } from "./fake-gate.ts";
import { LabLink } from "./lab-link.ts";
import type { LinkProfile } from "./link.ts";
import { type BenchRoom, RoomBench } from "./rooms.ts";

const DIRECT: LinkProfile = { delayMs: 0, jitterMs: 0 };
/** Ticks of the bench in one of the lobby's. */
const BENCH_TICKS = 6;

export interface LabGuest {
  readonly sessionId: string;
  readonly link: LabLink<LobbyState>;
  readonly lobby: LobbyLink;
  /** Lines told as new, and notices, in order. */
  readonly heard: ChatMessage[];
  readonly notices: Notice[];
}

export interface LobbyLabSettings {
  readonly config?: Partial<LobbyConfig>;
  readonly store?: JournalStore;
  readonly pace?: RecordingIntervals;
  readonly consumers?: readonly Consumer[];
}

/** A real lobby room and real client models, over simulated links, in virtual time. */
export class LobbyLab {
  readonly bench: RoomBench;
  readonly definition: LobbyDefinition;
  readonly room: BenchRoom;
  #causes = 0;
  #links = 0;

  private constructor(bench: RoomBench, definition: LobbyDefinition, room: BenchRoom) {
    this.bench = bench;
    this.definition = definition;
    this.room = room;
  }

  /** Call `RoomBench.start()` before the first. */
  static async open({ config, store, pace, consumers }: LobbyLabSettings = {}): Promise<LobbyLab> {
    const bench = new RoomBench(1, store ?? null, pace);
    const nowMs = () => 1_000_000 + bench.clock.nowMs();
    const room = lobbyRoom({ config: { seats: 20, ...config }, seatHoldS: 60, nowMs });
    const definition = { ...room, ...(consumers && { consumers }) };
    return new LobbyLab(bench, definition, await bench.open(definition));
  }

  /** So many ticks of the lobby. */
  async ticks(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.bench.ticks(BENCH_TICKS);
      // What waits for a promise has its turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Someone with a socket and nothing else. */
  raw(player: number, role = 0): Promise<FakeClient> {
    return this.room.join({}, {}, person(player, `p${player}`, role));
  }

  async enter(player: number, role = 0, profile: LinkProfile = DIRECT): Promise<LabGuest> {
    const { bench, room } = this;
    const client = await this.raw(player, role);
    const back = { to: (lost: FakeClient) => room.reconnect(lost), anew: () => this.raw(player, role) };
    const link = new LabLink(bench.clock, client, () => new LobbyState(), profile, ++this.#links, back);
    const lobby = new LobbyLink(link, { nowMs: () => bench.clock.nowMs(), firstNonce: player * 1_000 });
    const heard: ChatMessage[] = [];
    const notices: Notice[] = [];
    lobby.on("channel", ({ name, fresh }) => void (name === "lobby" && heard.push(...fresh)));
    lobby.on("notice", (notice) => void notices.push(notice));
    const run = (): void => {
      bench.clock.setTimer(250, run);
      lobby.update();
    };
    run();
    await this.ticks(2);
    lobby.open("lobby");
    await this.ticks(2);
    return { sessionId: client.sessionId, link, lobby, heard, notices };
  }

  /** A command as another room or a service puts it. */
  put(command: { readonly type: Command["type"] } & Record<string, unknown>): Promise<void> {
    const cause = { room: "elsewhere", tick: ++this.#causes, index: 0 };
    const receiver = this.room.room as unknown as { putFrom(command: unknown): Promise<void> };
    return receiver.putFrom({ cause, ...command });
  }
}
