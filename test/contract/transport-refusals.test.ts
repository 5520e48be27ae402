import { matchMaker } from "@colyseus/core";
import type { Room } from "@colyseus/sdk";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { TRANSPORT_LIMITS } from "../../shared/wire/limits.ts";
import { RawSocket } from "./raw-socket.ts";
import { next, quietSdk } from "./server.ts";
import { TransportLab } from "./transport-lab.ts";

const lab = new TransportLab();
/** Someone else, who must notice nothing. */
let bystander: Room;

beforeAll(async () => {
  quietSdk();
  await lab.start();
  bystander = await lab.join();
});
afterAll(() => lab.server.stop());

async function expectBystanderUnharmed(): Promise<void> {
  const echo = next(bystander, "echo");
  bystander.send("echo", "still here");
  expect(await echo).toBe("still here");
}

describe("D7: a request for a socket is refused before the handshake", () => {
  test.each<[string, () => Promise<string> | string, number, string, Record<string, string>?]>([
    ["no session id", async () => (await lab.seatPath()).split("?")[0]!, 400, "badSession"],
    ["an empty session id", async () => `${(await lab.seatPath()).split("?")[0]}?sessionId=`, 400, "badSession"],
    ["a session id of 65 characters", () => `/p/r?sessionId=${"s".repeat(65)}`, 400, "badSession"],
    ["a session id with other characters", () => "/p/r?sessionId=%00%0a", 400, "badSession"],
    ["a broken percent-encoding in the query", () => "/p/r?sessionId=%E0%A4%A", 400, "badSession"],
    ["a broken percent-encoding in the path", () => "/p/%zz?sessionId=s", 404, "notFound"],
    ["a path that names no room", () => "/?sessionId=s", 404, "notFound"],
    ["a path with too many parts", () => "/a/b/c?sessionId=s", 404, "notFound"],
    [
      "a reconnection token of 129 characters",
      () => `/p/r?sessionId=s&reconnectionToken=${"t".repeat(129)}`,
      400,
      "badSession",
    ],
    ["an attempt that is none", () => "/p/r?sessionId=s&attempt=mine", 400, "badRequest"],
    ["an attempt whose count is too long", () => "/p/r?sessionId=s&attempt=mine.1234567890", 400, "badRequest"],
    ["an origin of another host", () => lab.seatPath(), 403, "originNotAllowed", { Origin: "https://evil.example" }],
    ["the origin null", () => lab.seatPath(), 403, "originNotAllowed", { Origin: "null" }],
    ["a host that is none", () => "/p/r?sessionId=s", 400, "badRequest", { Host: "a b" }],
  ])("%s", async (_case, target, status, reason, headers) => {
    const before = lab.metric(`orrery_requests_refused_total{reason="${reason}"}`);
    const answer = await RawSocket.request(lab.server.port, await target(), headers);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({ code: status, error: expect.any(String) });
    expect(lab.metric(`orrery_requests_refused_total{reason="${reason}"}`)).toBe(before + 1);
    await expectBystanderUnharmed();
  });

  test.each([
    ["a room nobody has", "/p/nowhere?sessionId=s", 4002],
    ["a room named like a property of every object", "/p/__proto__?sessionId=s", 4002],
    ["a reconnection to a room nobody has", "/p/nowhere?sessionId=s&reconnectionToken=t", 4003],
    ["a session named like a property of every object", "ROOM?sessionId=__proto__&reconnectionToken=__proto__", 4003],
  ])("%s is told so over the socket", async (_case, target, code) => {
    const socket = await RawSocket.open(lab.server.port, target.replace("ROOM", `/p/${bystander.roomId}`));
    expect((await socket.closed).code).toBe(code);
    expect(socket.frames[0]!.payload[0]).toBe(11);
    expect(lab.reports).toEqual([]);
    await expectBystanderUnharmed();
  });
});

describe("D7: matchmaking refuses what it cannot read, and says what was wrong", () => {
  const path = "/matchmake/joinOrCreate/contract";

  test.each<[string, string, string | ReadableStream<Uint8Array<ArrayBuffer>>, number, string]>([
    ["a body larger than the limit", path, " ".repeat(TRANSPORT_LIMITS.bodyBytes + 1), 413, "bodyTooLarge"],
    ["a chunked body larger than the limit", path, chunked(TRANSPORT_LIMITS.bodyBytes + 1), 413, "bodyTooLarge"],
    ["options that are a list", path, "[]", 400, "badOptions"],
    ["options that are null", path, "null", 400, "badOptions"],
    ["options that are text", path, '"x"', 400, "badOptions"],
    ["a room named like a property of every object", "/matchmake/joinOrCreate/__proto__", "{}", 404, "notFound"],
    ["a room name of 65 characters", `/matchmake/joinOrCreate/${"r".repeat(65)}`, "{}", 404, "notFound"],
    ["a room name written with percent-encoding", "/matchmake/create/contr%61ct", "{}", 404, "notFound"],
    ["a room's own refusal, whose code is no HTTP status", "/matchmake/joinOrCreate/refusing", "{}", 422, ""],
  ])("%s", async (_case, target, body, status, reason) => {
    const before = lab.metric(`orrery_requests_refused_total{reason="${reason}"}`);
    const response = await fetch(lab.server.url + target, { method: "POST", body });
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ code: status === 422 ? 4321 : status, error: expect.stringMatching(/\S/) });
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(lab.metric(`orrery_requests_refused_total{reason="${reason}"}`)).toBe(before + 1);
    expect(lab.reports).toEqual([]);
  });

  test("a body far larger than the limit is cut off before it is read", async () => {
    const response = await fetch(lab.server.url + path, { method: "POST", body: " ".repeat(1_000_000) });
    expect([response.status, await response.text()]).toEqual([413, ""]);
  });

  test("the address that a room sees is the peer's, not one that a header claims", async () => {
    const seen = vi.spyOn(matchMaker.controller, "invokeMethod");
    await fetch(lab.server.url + path, { method: "POST", body: "{}", headers: { "X-Forwarded-For": "203.0.113.9" } });
    expect(seen.mock.calls[0]?.[3]?.ip).toBe("127.0.0.1");
    seen.mockRestore();
  });
});

function chunked(length: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(length).fill(0x20));
      controller.close();
    },
  });
}
