import { CloseCode, Protocol } from "@colyseus/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ANONYMOUS } from "../../server/runtime/room-definition.ts";
import { CLOSE, ROOM_REFUSAL } from "../../shared/wire/codes.ts";
import { ROOM_LIMITS } from "../../shared/wire/limits.ts";
import { decodeRefusal, decodeWelcome, TO_SERVER } from "../../shared/wire/messages.ts";
import { FakeClient, packedMessage, requestFrame } from "../harness/fake-client.ts";
import { type BenchRoom, RoomBench } from "../harness/rooms.ts";
import { BLOW_UP, CONFUSING, pull, type TugCommand, type TugState, tugRoom } from "../harness/tiny-game.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

let bench: RoomBench;
let room: BenchRoom;
let commands: TugCommand[];

beforeEach(async () => {
  bench = new RoomBench();
  commands = [];
  bench.recorder = { append: (_tick, of) => void commands.push(...(of as TugCommand[])) };
  room = await bench.open(tugRoom("tug", 4));
});

const red = { team: "red" };
const seatOf = (client: FakeClient) => decodeWelcome(client.last("welcome")).seat;
/** Types and seats of what entered the machine since the last call. */
function entered(): string[] {
  bench.ticks(3);
  return commands.splice(0).map(({ type, seat }) => `${type} ${seat}`);
}

describe("seats of a clockwork room", () => {
  it("gives the lowest free seat, and what sat there before cannot reach it", async () => {
    const clients = [await room.join(red), await room.join(red), await room.join(red)];
    expect(clients.map(seatOf)).toEqual([0, 1, 2]);
    expect(entered()).toEqual(["join 0", "join 1", "join 2"]);
    clients[1].command(20, pull(9));
    clients[1].consentedLeave();
    const next = await room.join(red);
    expect(seatOf(next)).toBe(1);
    expect(entered()).toEqual(["leave 1", "join 1"]);
    bench.ticks(30);
    expect(commands).toEqual([]);
  });

  it("refuses whom the definition refuses, with its words, and takes no seat for it", async () => {
    await room.join(red);
    await expect(room.join({ team: "green" })).rejects.toMatchObject({
      code: ROOM_REFUSAL.badOption,
      message: "team: green is not red or blue",
    });
    await expect(room.join(null)).rejects.toMatchObject({ code: ROOM_REFUSAL.badOption });
    expect(bench.metrics.joinRefused).toBe(2);
    expect(seatOf(await room.join(red))).toBe(1);
    expect(entered()).toEqual(["join 0", "join 1"]);
    expect(bench.reports).toEqual([]);
  });

  it("refuses before a room is made for whom no room would take", async () => {
    const { constructor: roomClass } = room.room as unknown as {
      constructor: { onAuth(token: string, options: unknown): unknown };
    };
    await expect(roomClass.onAuth("", { team: "green" })).rejects.toMatchObject({ code: ROOM_REFUSAL.badOption });
    await expect(roomClass.onAuth("", red)).resolves.toBe(ANONYMOUS);
  });

  it("D8: takes no more people than it has seats", async () => {
    for (let i = 0; i < 4; i++) await room.join(red);
    await expect(room.join(red)).rejects.toThrow("is already full");
    expect(room.room.locked).toBe(true);
  });

  it("holds the seat of a lost socket and gives it back", async () => {
    const [lost, other] = [await room.join(red), await room.join(red)];
    bench.ticks(3);
    entered();
    lost.drop();
    expect(entered()).toEqual(["drop 0"]);
    expect(seatOf(await room.join(red))).toBe(2);
    const returned = await room.reconnect(lost);
    expect(seatOf(returned)).toBe(0);
    expect(entered()).toEqual(["join 2", "back 0"]);
    returned.command(0, pull(3));
    expect(entered()).toEqual(["pull 0"]);
    bench.ticks(3);
    expect((returned.seen as TugState).tick).toBe((other.seen as TugState).tick);
    expect((returned.seen as TugState).toJSON()).toEqual((other.seen as TugState).toJSON());
  });

  it("takes nothing more from a lost socket, not even what was meant for later", async () => {
    const [lost] = [await room.join(red), await room.join(red)];
    entered();
    for (let ahead = 1; ahead < 20; ahead++) lost.command(ahead, pull(9));
    lost.drop();
    expect(entered()).toEqual(["drop 0"]);
    bench.ticks(30);
    expect(commands).toEqual([]);
  });

  it("gives the seat up when the hold expires", async () => {
    const short = await bench.open(tugRoom("short", 4, 0.05));
    const [lost] = [await short.join(red), await short.join(red)];
    entered();
    lost.drop();
    expect(entered()).toEqual(["drop 0"]);
    await vi.waitFor(() => expect(bench.metrics.clientLeft).toBe(1));
    expect(entered()).toEqual(["leave 0"]);
    await expect(short.reconnect(lost)).rejects.toThrow("seat reservation expired");
    expect(seatOf(await short.join(red))).toBe(0);
  });

  it("a consented leave frees the seat at once", async () => {
    const client = await room.join(red);
    await room.join(red);
    entered();
    client.consentedLeave();
    expect(entered()).toEqual(["leave 0"]);
    expect(bench.metrics.clientLeft).toBe(1);
  });

  it("a client that never finished joining loses its seat with its socket", async () => {
    const half = await room.join(red, { halfIn: true });
    const whole = await room.join(red);
    entered();
    half.drop();
    await vi.waitFor(() => expect(bench.metrics.clientLeft).toBe(1));
    expect(entered()).toEqual(["drop 0", "leave 0"]);
    expect(half.frames).toEqual([]);
    expect(whole.closed).toBeNull();
  });

  it.each([
    ["its socket ends", (half: FakeClient) => half.drop()],
    ["another socket takes its seat over", () => {}],
  ])("a client that returned keeps its seat when, before it finished joining again, %s", async (_how, lose) => {
    const first = await room.join(red);
    await room.join(red);
    const token = first.reconnectionToken;
    first.drop();
    const half = await room.connect(new FakeClient(first.sessionId, { halfIn: true }).continue(first), token);
    lose(half);
    const back = await room.connect(new FakeClient(first.sessionId).continue(first), token);
    expect([seatOf(back), back.closed, bench.metrics.clientLeft]).toEqual([0, null, 0]);
    expect(entered().filter((what) => what.startsWith("leave"))).toEqual([]);
  });

  it("D8: keeps nothing but the welcome for a client that does not finish joining", async () => {
    const half = await room.join(red, { halfIn: true });
    const whole = await room.join(red);
    for (let i = 0; i < 60; i++) {
      whole.command(0, pull(1, true));
      bench.ticks(1);
    }
    expect(whole.take("events").length).toBe(20);
    expect(half._enqueuedMessages).toHaveLength(1);
  });

  it("a second connection with a seat's token takes it over, and the first is closed", async () => {
    const first = await room.join(red);
    entered();
    const second = await room.reconnect(first);
    expect((await first.gone).code).toBe(CLOSE.takenOver.code);
    expect(seatOf(second)).toBe(0);
    expect(entered()).toEqual(["drop 0", "back 0"]);
    first.command(0, pull(1));
    second.command(0, pull(2));
    expect(entered()).toEqual(["pull 0"]);
  });
});

describe("D7: hostile messages", () => {
  it("a command that cannot be decoded is refused with what was wrong", async () => {
    const client = await room.join(red);
    client.command(5, Uint8Array.of(77, 0));
    expect(decodeRefusal(client.last("refusal"))).toEqual({
      code: ROOM_REFUSAL.badMessage,
      reason: "strength: 77, at most 9",
    });
    client.command(5, new Uint8Array(ROOM_LIMITS.commandBytes + 1));
    expect(decodeRefusal(client.last("refusal")).reason).toBe("command: 257 bytes, at most 256");
    client.sendType(TO_SERVER.ping, new Uint8Array(0));
    expect(decodeRefusal(client.last("refusal")).reason).toMatch(/needs 1 bytes/);
    entered();
    expect(commands).toEqual([]);
  });

  it("D8: refusals are told at a bounded rate", async () => {
    const client = await room.join(red);
    for (let i = 0; i < ROOM_LIMITS.badMessages - 1; i++) client.command(0, Uint8Array.of(77, 0));
    expect(client.take("refusal")).toHaveLength(ROOM_LIMITS.refusalsPerSecond);
    expect(bench.metrics.messageRefused).toBe(ROOM_LIMITS.badMessages - 1);
    expect(client.closed).toBeNull();
  });

  it("D8: who sends nothing but nonsense is sent away, without a seat to return to", async () => {
    const [client, other] = [await room.join(red), await room.join(red)];
    entered();
    for (let i = 0; i < ROOM_LIMITS.badMessages; i++) client.command(0, Uint8Array.of(77, 0));
    expect(await client.gone).toEqual(CLOSE.badCommands);
    await vi.waitFor(() => expect(bench.metrics.clientLeft).toBe(1));
    expect(entered()).toEqual(["leave 0"]);
    expect(other.closed).toBeNull();
  });

  it("D8: who sends more messages than any link's burst is sent away", async () => {
    const [client, other] = [await room.join(red), await room.join(red)];
    for (let second = 0; second < 3; second++) {
      for (let i = 0; i < ROOM_LIMITS.messagesPerSecond; i++) client.command(0, pull(1));
      await new Promise(setImmediate);
      expect(client.closed).toBeNull();
      bench.ticks(61);
    }
    for (let i = 0; i <= ROOM_LIMITS.messagesPerSecond; i++) client.command(0, pull(1));
    expect((await client.gone).code).toBe(CloseCode.WITH_ERROR);
    expect(other.closed).toBeNull();
  });

  it("one good message in between shows that someone is there", async () => {
    const client = await room.join(red);
    for (let i = 0; i < 5 * ROOM_LIMITS.badMessages; i++)
      client.command(0, i % 10 === 9 ? pull(1) : Uint8Array.of(77, 0));
    expect(client.closed).toBeNull();
  });

  it("a message on which the decoder has a bug troubles its sender alone, and is reported", async () => {
    const [client, other] = [await room.join(red), await room.join(red)];
    client.command(0, CONFUSING);
    expect(decodeRefusal(client.last("refusal")).reason).toBe("message: not understood");
    expect(bench.reports).toEqual([new TypeError("a bug of the decoder")]);
    other.command(0, pull(1));
    entered();
    expect(client.closed).toBeNull();
  });

  it("messages of unknown types are ignored and counted", async () => {
    const client = await room.join(red);
    entered();
    client.sendType(99, pull(1));
    client.sendType("constructor", pull(1));
    client.sendFrame(packedMessage("chat", { text: "hello" }));
    client.sendFrame(packedMessage("__proto__", null));
    client.sendFrame(packedMessage(TO_SERVER.command, [1, 2]));
    // The names under which core files handlers of bytes can be sent as text, too.
    client.sendFrame(packedMessage(`_$b${TO_SERVER.command}`, { length: 3 }));
    client.sendFrame(packedMessage(`_$b${TO_SERVER.ping}`, null));
    client.sendFrame(requestFrame(7, `_$b${TO_SERVER.command}`));
    client.sendFrame(Uint8Array.of(Protocol.ROOM_INPUT_UNRELIABLE, 1, 2, 3));
    // A short type in a longer form than the SDK's.
    client.sendFrame(Uint8Array.of(Protocol.ROOM_DATA_BYTES, 0xcc, TO_SERVER.command, 0, 1));
    client.sendFrame(Uint8Array.of(Protocol.ROOM_DATA_BYTES, 0xa1, 0x31, 0, 1));
    expect(bench.metrics.messageIgnored).toBe(9);
    expect(bench.metrics.messageRefused).toBe(0);
    expect(bench.reports).toEqual([]);
    expect(entered()).toEqual([]);
    expect(client.closed).toBeNull();
  });
});

describe("a fault in a step", () => {
  it("ends that room alone, and tells its clients with a code of its own", async () => {
    const sound = await bench.open(tugRoom("sound", 4));
    const [a, b, elsewhere] = [await room.join(red), await room.join(red), await sound.join(red)];
    bench.ticks(3);
    a.command(0, BLOW_UP);
    bench.ticks(3);
    expect(await a.gone).toEqual(CLOSE.roomFault);
    expect(await b.gone).toEqual(CLOSE.roomFault);
    const cause = new Error("blown up");
    expect(bench.reports).toEqual([new Error("a room of tug failed and was closed", { cause })]);
    await vi.waitFor(() => expect(bench.metrics.roomClosed).toBe(1));
    const before = (elsewhere.seen as TugState).tick;
    elsewhere.command(0, pull(4));
    bench.ticks(60);
    expect((elsewhere.seen as TugState).tick).toBe(before + 60);
    expect((elsewhere.seen as TugState).rope).toBe(4);
    expect(bench.metrics.roomFailed).toBe(1);
    await expect(room.join(red)).rejects.toThrow("no such room");
  });
});

it("D8: a process holds a bounded number of rooms", async () => {
  const definition = tugRoom("many", 1);
  const rooms: BenchRoom[] = [];
  const fill = async () => {
    for (;;) rooms.push(await bench.open(definition));
  };
  await expect(fill()).rejects.toMatchObject({ code: ROOM_REFUSAL.tooManyRooms });
  expect(rooms.length).toBeLessThanOrEqual(ROOM_LIMITS.rooms);
  await Promise.all(rooms.map(({ room }) => room.disconnect()));
});
