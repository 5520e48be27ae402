import {
  type Command,
  type Event,
  type LobbyConfig,
  lobby,
  lobbyConfig,
  type World,
} from "../../../shared/games/lobby/index.ts";

/** A command with what is the same in most cases left out. */
export type Brief = { readonly type: Command["type"] } & Record<string, unknown>;

const USUAL = {
  join: { name: "", role: 0, mutedUntilS: 0 },
  open: { channel: "lobby", after: -1, nonce: 0 },
  close: { channel: "lobby" },
  say: { channel: "lobby", text: "hello", nonce: 0, atS: 1_000 },
  sayFrom: { channel: "lobby", text: "hello", nonce: 0, atS: 1_000 },
  report: { channel: "lobby", line: 1, why: "rude", nonce: 0 },
  erase: { channel: "lobby", line: 1, nonce: 0 },
  mute: { untilS: 2_000, why: "rude", nonce: 0 },
  ban: { untilS: 2_000, why: "rude", nonce: 0 },
  pulse: { room: "m1", listed: true, round: 1, playing: true, endsInS: 60, people: 1, seats: 8 },
  standing: { room: "m1", seat: 0, player: 0, name: "", credits: 0, kills: 0, deaths: 0, gone: false },
  place: { room: "m1", here: true },
  notice: { id: 1, text: "{}" },
} as const;

/** A lobby's machine without a room: commands in, events out, each through its codec as in journals and on the wire. */
export class Meeting {
  readonly world: World;
  #causes = 0;

  constructor(config: Partial<LobbyConfig> = {}, world = lobby.create(1, lobbyConfig({ seats: 8, ...config }))) {
    this.world = world;
  }

  /** One tick. */
  tick(...briefs: Brief[]): Event[] {
    const events: Event[] = [];
    this.step(briefs, (event) => events.push(event));
    return events;
  }

  /** @param hear is told each event while the step is made */
  step(briefs: readonly Brief[], hear: (event: Event) => void): void {
    const { command, event } = lobby.codecs;
    const commands = briefs.map((brief) => command.decode(command.encode(this.whole(brief))));
    lobby.step(this.world, commands, (one) => hear(event.decode(event.encode(one))));
  }

  /** So many ticks without commands. */
  ticks(count: number): Event[] {
    return Array.from({ length: count }, () => this.tick()).flat();
  }

  whole(brief: Brief): Command {
    const cause = { room: "elsewhere", tick: ++this.#causes, index: 0 };
    return { cause, ...USUAL[brief.type as keyof typeof USUAL], ...brief } as unknown as Command;
  }

  /** Seat `seat` is taken by player `seat` + 1, who reads the lobby's channel. */
  enter(seat: number, role = 0): Event[] {
    return this.tick({ type: "join", seat, player: seat + 1, name: `p${seat + 1}`, role }, { type: "open", seat });
  }
}

export const of = <T extends Event["type"]>(events: readonly Event[], type: T): Extract<Event, { type: T }>[] =>
  events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
