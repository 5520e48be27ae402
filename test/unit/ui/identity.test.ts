import { describe, expect, it } from "vitest";
import { ApiError, Identity, TokenKeeper } from "../../../client/identity/index.ts";
import { type Answer, memoryKeeper, memoryStorage, stubApi } from "./lobby-fixture.ts";

const GUEST = { id: 7, name: "Orla", role: "guest" };
const ACCOUNT = { ...GUEST, role: "player" };
const me = (player = GUEST, more: object = {}): Answer => ({
  body: { player, account: player.role !== "guest", mutedUntilS: 0, cursor: 3, mutedKinds: [], ...more },
});
const signIn = (token: string, player = GUEST): Answer => ({ body: { token, player } });

function identity(answers: Parameters<typeof stubApi>[0], token: string | null = null) {
  const keeper = memoryKeeper(token);
  const { api, asked } = stubApi(answers, keeper);
  return { who: new Identity({ api, keeper, callsign: () => "Orla" }), keeper, asked };
}

describe("who a page is to the server", () => {
  it("is a guest from the first visit on, under the name that the menu suggests", async () => {
    const { who, keeper, asked } = identity({ "POST /auth/guest": signIn("t1"), "GET /me": me() });
    await who.start();
    expect([who.status, who.player, keeper.load()]).toEqual(["known", GUEST, "t1"]);
    expect(asked).toEqual(['POST /auth/guest {"name":"Orla"} (none)', "GET /me (t1)"]);
  });

  it("is whom the kept token says, and keeps the token that renews it", async () => {
    const { who, keeper, asked } = identity({ "GET /me": me(ACCOUNT, { token: "t2" }) }, "t1");
    await who.start();
    expect([who.player?.role, who.me?.account, keeper.load(), asked.length]).toEqual(["player", true, "t2", 1]);
  });

  it("is a new guest where the session was ended", async () => {
    const { who, keeper } = identity(
      { "GET /me": { status: 401, body: { error: "this session was ended" } }, "POST /auth/guest": signIn("t2") },
      "t1",
    );
    await who.start();
    expect([who.status, who.player?.id, keeper.load()]).toEqual(["known", 7, "t2"]);
  });

  it("keeps its token while nobody answers, or the server has other worries, and knows who it is later", async () => {
    for (const away of ["unreachable", { status: 503 }, { status: 429 }, { status: 200, text: "<html>" }] as Answer[]) {
      const answers: Record<string, Answer> = { "GET /me": away };
      const { who, keeper } = identity(answers, "t1");
      await who.start();
      expect([who.status, keeper.load()]).toEqual(["unknown", "t1"]);
      expect(who.reason).toMatch(/\.$/);
      answers["GET /me"] = me();
      await who.start();
      expect([who.status, who.reason]).toEqual(["known", ""]);
    }
  });

  it("takes the name that the server finds where its own is an account's", async () => {
    const { who } = identity({
      "POST /auth/guest": (body) =>
        (body as { name?: string }).name === undefined
          ? signIn("t1", { ...GUEST, name: "Guest 7" })
          : { status: 409, body: { error: "name: Orla is taken" } },
    });
    await who.start();
    expect(who.player?.name).toBe("Guest 7");
  });

  it("becomes an account and keeps its id, and is a new guest after signing out", async () => {
    const answers: Parameters<typeof stubApi>[0] = {
      "GET /me": me(),
      "POST /auth/register": signIn("t2", ACCOUNT),
      "POST /auth/logout": {},
      "POST /auth/guest": signIn("t3", { ...GUEST, id: 8 }),
    };
    const { who, keeper, asked } = identity(answers, "t1");
    await who.start();
    answers["GET /me"] = me(ACCOUNT);
    await who.register("Orla", "long enough");
    expect([who.player?.id, who.me?.account, keeper.load()]).toEqual([7, true, "t2"]);
    answers["GET /me"] = me({ ...GUEST, id: 8 });
    await who.logout();
    expect([who.player?.id, who.me?.account, keeper.load()]).toEqual([8, false, "t3"]);
    expect(asked).toContain('POST /auth/register {"name":"Orla","password":"long enough"} (t1)');
    expect(asked).toContain("POST /auth/logout (t2)");
  });

  it("tells why in the server's own words, as a sentence", async () => {
    const { who } = identity({ "POST /auth/login": { status: 401, body: { code: 401, error: "wrong password" } } });
    await expect(who.login("Orla", "x")).rejects.toMatchObject({ status: 401, message: "Wrong password." });
    await expect(who.login("Orla", "x")).rejects.toBeInstanceOf(ApiError);
  });

  it("asks one thing at a time, however often it is started", async () => {
    const { who, asked } = identity({ "POST /auth/guest": signIn("t1"), "GET /me": me() });
    await Promise.all([who.start(), who.start(), who.start()]);
    expect(asked.filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });
});

describe("a browser's token", () => {
  it("is shared by its tabs", () => {
    const storage = memoryStorage();
    new TokenKeeper(storage).save("t1");
    expect(new TokenKeeper(storage).load()).toBe("t1");
    new TokenKeeper(storage).save(null);
    expect(new TokenKeeper(storage).load()).toBeNull();
  });

  it("lasts as long as the page where the browser keeps nothing", () => {
    for (const keeper of [new TokenKeeper(null), new TokenKeeper(memoryStorage(true))]) {
      keeper.save("t1");
      expect(keeper.load()).toBe("t1");
    }
  });
});
