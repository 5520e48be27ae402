import { describe, expect, it } from "vitest";
import { Api, ApiError, Identity } from "../../../client/shell/identity/index.ts";
import { Friends } from "../../../client/shell/lobby/friends.ts";
import { Inbox } from "../../../client/shell/lobby/inbox.ts";
import { memoryKeeper, stubApi } from "./lobby-fixture.ts";

const item = (id: number) => ({ id, kind: "bounty", atMs: id });
const player = { id: 7, name: "Orla", role: "guest" };

async function inbox(answers: Parameters<typeof stubApi>[0], cursor = 2) {
  const tokens = memoryKeeper("t");
  const { api, asked } = stubApi({
    "GET /me": { body: { player, account: false, mutedUntilS: 0, cursor, mutedKinds: [] } },
    ...answers,
  });
  const identity = new Identity({ api, tokens, callsign: () => "Orla" });
  await identity.start();
  asked.length = 0;
  return { box: new Inbox(api, identity), friends: new Friends(api), asked };
}

describe("the inbox", () => {
  it("is fetched page by page, then only newer items", async () => {
    const { box, asked } = await inbox({
      "GET /me/inbox?after=0": { body: { items: [item(1), item(2)], more: true } },
      "GET /me/inbox?after=2": { body: { items: [item(3)], more: false } },
      "GET /me/inbox?after=3": { body: { items: [], more: false } },
    });
    await box.load();
    expect([box.items.map(({ id }) => id), box.unread]).toEqual([[1, 2, 3], 1]);
    await box.load();
    expect(asked.map((line) => line.split(" ")[1])).toEqual([
      "/me/inbox?after=0",
      "/me/inbox?after=2",
      "/me/inbox?after=3",
    ]);
  });

  it("shows an item that comes both live and from the store once, and announces it once", async () => {
    const { box } = await inbox({ "GET /me/inbox?after=0": { body: { items: [item(3), item(4)], more: false } } });
    const told: number[] = [];
    box.onFresh(({ id }) => told.push(id));
    box.push({ id: 4, text: JSON.stringify(item(4)) });
    box.push({ id: 4, text: JSON.stringify(item(4)) });
    await box.load();
    box.push({ id: 3, text: JSON.stringify(item(3)) });
    box.push({ id: 5, text: JSON.stringify(item(5)) });
    expect([box.items.map(({ id }) => id), told]).toEqual([
      [3, 4, 5],
      [4, 5],
    ]);
  });

  it("D7: ignores invalid notices", async () => {
    const { box } = await inbox({});
    for (const text of ["", "{", "null", "[]", "7", '{"kind":7}']) box.push({ id: 9, text });
    expect(box.items).toEqual([]);
  });

  it("D8: keeps the newest 200", async () => {
    const { box } = await inbox({});
    for (let id = 1; id <= 250; id++) box.push({ id, text: JSON.stringify(item(id)) });
    expect([box.items.length, box.items[0].id]).toEqual([200, 51]);
  });

  it("has nothing unread once it was opened, and reports that to the server", async () => {
    const { box, asked } = await inbox({
      "GET /me/inbox?after=0": { body: { items: [item(3)], more: false } },
      "PUT /me/inbox": {},
    });
    await box.load();
    await box.markRead();
    await box.markRead();
    expect([box.unread, asked.filter((line) => line.startsWith("PUT"))]).toEqual([
      0,
      ['PUT /me/inbox {"cursor":3} (t)'],
    ]);
  });

  it("mutes and unmutes a kind", async () => {
    const { box } = await inbox({ "PUT /me/muted/bounty": {}, "DELETE /me/muted/bounty": {} });
    await box.mute("bounty", true);
    expect(box.mutedKinds).toEqual(["bounty"]);
    await box.mute("bounty", false);
    expect(box.mutedKinds).toEqual([]);
    await expect(box.mute("friend", true)).rejects.toBeInstanceOf(ApiError);
    expect(box.mutedKinds).toEqual([]);
  });
});

describe("friends", () => {
  it("are added at once, and removed again when the server refuses", async () => {
    const { friends } = await inbox({
      "GET /me/friends": { body: [{ id: 2, name: "Nyx" }] },
      "PUT /me/friends/3": {},
      "DELETE /me/friends/2": { status: 500 },
    });
    await friends.load();
    await friends.follow(3, "Rook", true);
    const leaving = friends.follow(2, "Nyx", false);
    expect(friends.has(2)).toBe(false);
    await expect(leaving).rejects.toBeInstanceOf(ApiError);
    expect(friends.all.map(({ name }) => name)).toEqual(["Nyx", "Rook"]);
  });
});

describe("answers for a previous player", () => {
  /** Answers that come when the test says so. */
  function late<T>(body: T) {
    const { promise, resolve } = Promise.withResolvers<Response>();
    return { promise, answer: () => resolve(Response.json(body)) };
  }

  it("never reach the inbox, muted kinds or friends of the next player", async () => {
    const tokens = memoryKeeper();
    const answers = {
      "/me/inbox?after=0": late({ items: [item(1)], more: false }),
      "/me/friends": late([{ id: 9, name: "Nyx" }]),
      "/me/muted/bounty": late(null),
    };
    const me = { player, account: false, mutedUntilS: 0, cursor: 0, mutedKinds: [] };
    const api = new Api({
      url: "",
      async fetch(url) {
        if (url === "/auth/refresh") return Response.json({ ...me, token: "t", cookie: true, expiresInS: 600 });
        return answers[url as keyof typeof answers]?.promise ?? Response.error();
      },
    });
    const identity = new Identity({ api, tokens, callsign: () => "Orla" });
    await identity.start();
    const [box, friends] = [new Inbox(api, identity), new Friends(api)];
    const asked = [box.load(), friends.load(), box.mute("bounty", true)];
    box.clear();
    friends.clear();
    for (const { answer } of Object.values(answers)) answer();
    await Promise.all(asked);
    expect([box.items, box.loaded, box.mutedKinds, friends.all]).toEqual([[], false, [], []]);
  });
});
