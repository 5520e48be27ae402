// People of an earlier version: its own client code, driven by lines of JSON. usage: people.mjs ROOT URL
// Plain JavaScript that imports by path, because what it runs is not this version's source.
import { join } from "node:path";
import { createInterface } from "node:readline";

const [root, url] = process.argv.slice(2);
const load = (path) => import(join(root, path));
const { Connection, memoryTokens } = await load("client/net/index.ts");
const { ArenaModel } = await load("client/arena/model.ts");
const { ARENA_WIRE } = await load("shared/wire/arena-wire.ts");
const { openLobby } = await load("client/lobby/link.ts");

// The SDK tells of every try to come back, and answers go to the standard output.
console.info = console.log = console.warn = () => {};

const FRAME_MS = 50;
/** Of that version's `CONTROL`. */
const [THRUST, FIRE] = [1, 32];
const pilots = new Map();
const guests = new Map();

const CALLS = {
  /** Takes a seat in a match, and flies and fires all the time. */
  async fly({ name, token, room }) {
    const connection = new Connection({
      ...{ url, room: "arena", join: { name, hull: 0 }, tokens: memoryTokens(), token: () => token, wire: ARENA_WIRE },
      ...(room && { into: { room } }),
    });
    const model = new ArenaModel(connection, { now: () => performance.now() });
    await connection.open();
    const first = { room: connection.roomId, seat: -1 };
    const timer = setInterval(() => {
      const frame = model.frame(performance.now());
      if (connection.status === "live") model.control(frame.tick % 120 < 60 ? THRUST | FIRE : FIRE, 0);
    }, FRAME_MS);
    pilots.set(name, { connection, model, first, timer });
  },
  pilot({ name }) {
    const { connection, model } = pilots.get(name);
    const { status, roomId: room, disconnects, reconnects, reason } = connection;
    const { tick, round, own } = model.frame(performance.now());
    return {
      status,
      room,
      disconnects,
      reconnects,
      reason,
      seat: model.seat,
      tick,
      round: { ...round },
      alive: own.alive,
    };
  },
  async meet({ name, token }) {
    const lobby = await openLobby({ url, token: () => token, seats: memoryTokens() });
    const notices = [];
    lobby.on("notice", (notice) => notices.push(JSON.parse(notice.text)));
    lobby.open("lobby");
    guests.set(name, { lobby, notices });
  },
  guest({ name }) {
    const { lobby, notices } = guests.get(name);
    const { status, reason } = lobby;
    const channel = lobby.channel("lobby");
    const people = lobby.people().map(({ name, away }) => ({ name, away }));
    return { status, reason, people, notices, channel: channel && { status: channel.status, lines: channel.lines } };
  },
  say: ({ name, text }) => guests.get(name).lobby.say("lobby", text),
  mute: ({ name, player, untilS, why }) => guests.get(name).lobby.mute(player, untilS, why),
  ban: ({ name, player, untilS, why }) => guests.get(name).lobby.ban(player, untilS, why),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { id, call, args } = JSON.parse(line);
  void (async () => {
    try {
      process.stdout.write(`${JSON.stringify({ id, result: (await CALLS[call](args)) ?? null })}\n`);
    } catch (error) {
      process.stdout.write(`${JSON.stringify({ id, error: `${call}: ${error?.message ?? error}` })}\n`);
    }
  })();
}
process.exit(0);
