import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Api, ApiError, Identity, LocalTokenStore } from "../../../client/shell/identity/index.ts";
import { type Answer, memoryKeeper, memoryStorage, stubApi } from "./lobby-fixture.ts";

type Answers = Parameters<typeof stubApi>[0];

const GUEST = { id: 7, name: "Orla", role: "guest" };
const ACCOUNT = { ...GUEST, role: "player" };
const aboutMe = (player = GUEST) => ({
  ...{ player, account: player.role !== "guest", mutedUntilS: 0, cursor: 3, mutedKinds: [] },
});
const me = (player = GUEST, more: object = {}): Answer => ({ body: { ...aboutMe(player), ...more } });
const signIn = (token: string, player = GUEST): Answer => ({ body: { token, player } });
/** As the server answers where the browser takes cookies. */
const withCookie = (token: string, player = GUEST): Answer => ({
  body: { ...aboutMe(player), token, cookie: true, expiresInS: 600 },
});
/** A token that says which sign-in it is for. */
const tokenOf = (sid: string, n = 0) => `${n}.${btoa(JSON.stringify({ sid, n }))}.x`;

function identity(answers: Answers, token: string | null = null) {
  const tokens = memoryKeeper(token);
  const { api, asked } = stubApi(answers);
  const onChanged = vi.fn();
  return {
    who: new Identity({ api, tokens, callsign: () => "Orla", onChanged }),
    api,
    keeper: tokens,
    asked,
    changed: onChanged,
  };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date", "performance", "setTimeout"] }));
afterEach(() => void vi.useRealTimers());

describe("a page's identity", () => {
  it("is a guest from the first visit on, under the name that the menu suggests", async () => {
    const { who, keeper, asked, changed } = identity({ "POST /auth/guest": withCookie("t1") });
    await who.start();
    expect([who.status, who.player, await who.token(), keeper.load()]).toEqual(["known", GUEST, "t1", null]);
    expect(asked).toEqual(["POST /auth/refresh (none)", 'POST /auth/guest {"name":"Orla","cookie":true} (none)']);
    expect(changed).toHaveBeenCalledOnce();
  });

  it("comes from the browser's cookie, requested once", async () => {
    const { who, asked, keeper } = identity({ "POST /auth/refresh": withCookie("t1", ACCOUNT) });
    await who.start();
    expect([who.player?.role, who.me?.cursor, await who.token(), keeper.load()]).toEqual(["player", 3, "t1", null]);
    expect(asked).toEqual(["POST /auth/refresh (none)"]);
  });

  it("keeps a long-lived token if the browser sends no cookies", async () => {
    const { who, keeper } = identity({ "POST /auth/guest": signIn("t1"), "GET /me": me() });
    await who.start();
    expect([who.player, await who.token(), keeper.load()]).toEqual([GUEST, "t1", "t1"]);
    await who.start();
    expect([who.player, await who.token(), keeper.load()]).toEqual([GUEST, "t1", "t1"]);
  });

  it("is a new guest after the session was ended", async () => {
    const { who, keeper } = identity(
      { "GET /me": { status: 401, body: { error: "this session was ended" } }, "POST /auth/guest": signIn("t2") },
      "t1",
    );
    await who.start();
    expect([who.status, who.player?.id, keeper.load()]).toEqual(["known", 7, "t2"]);
  });

  it("keeps its token while the server is away or failing, and is restored later", async () => {
    const worries = ["unreachable", { status: 503 }, { status: 429 }, { status: 200, text: "<html>" }] as Answer[];
    for (const away of worries)
      for (const path of ["POST /auth/refresh", "POST /auth/exchange", "GET /me"]) {
        const answers: Record<string, Answer> = { "GET /me": me(), [path]: away };
        const { who, keeper } = identity(answers, "t1");
        await who.start();
        expect([path, who.status, keeper.load()]).toEqual([path, "unknown", "t1"]);
        expect(who.reason).toMatch(/\.$/);
        delete answers[path];
        answers["GET /me"] = me();
        await who.start();
        expect([who.status, who.reason]).toEqual(["known", ""]);
      }
  });

  it("takes a name that the server suggests if its own belongs to an account", async () => {
    const { who } = identity({
      "POST /auth/guest": (body) =>
        (body as { name?: string }).name === undefined
          ? signIn("t1", { ...GUEST, name: "Guest 7" })
          : { status: 409, body: { error: "name: Orla is taken" } },
    });
    await who.start();
    expect(who.player?.name).toBe("Guest 7");
  });

  it("keeps its id when it becomes an account, and is a new guest after signing out", async () => {
    const answers: Answers = {
      "POST /auth/refresh": withCookie("t1"),
      "POST /auth/register": signIn("t2", ACCOUNT),
      "POST /auth/logout": { status: 204 },
      "POST /auth/guest": withCookie("t3", { ...GUEST, id: 8 }),
    };
    const { who, keeper, asked, changed } = identity(answers);
    await who.start();
    answers["GET /me"] = me(ACCOUNT);
    await who.register("Orla", "long enough");
    expect([who.player?.id, who.me?.account, await who.token()]).toEqual([7, true, "t2"]);
    answers["POST /auth/refresh"] = { status: 204 };
    await who.logout();
    expect([who.player?.id, who.me?.account, await who.token(), keeper.load()]).toEqual([8, false, "t3", null]);
    expect(asked).toContain('POST /auth/register {"name":"Orla","password":"long enough"} (t1)');
    expect(asked).toContain("POST /auth/logout (t2)");
    expect(changed.mock.calls.length).toBeGreaterThanOrEqual(2);
  });

  it("reports the server's reason as a sentence", async () => {
    const { who } = identity({ "POST /auth/login": { status: 401, body: { code: 401, error: "wrong password" } } });
    await expect(who.login("Orla", "x")).rejects.toMatchObject({ status: 401, message: "Wrong password." });
    await expect(who.login("Orla", "x")).rejects.toBeInstanceOf(ApiError);
  });

  it("makes one request at a time, however often it is started", async () => {
    const { who, asked } = identity({ "POST /auth/guest": withCookie("t1") });
    await Promise.all([who.start(), who.start(), who.start(), who.token(), who.token()]);
    expect(asked.filter((line) => line.includes("guest"))).toHaveLength(1);
  });

  it("is looked up again when another tab signs in as someone else, but not for the same sign-in", async () => {
    const answers: Answers = { "POST /auth/refresh": withCookie(tokenOf("a")) };
    const { who, asked } = identity(answers);
    await who.start();
    who.onOtherTab(tokenOf("a", 1));
    expect(asked).toHaveLength(1);
    answers["POST /auth/refresh"] = withCookie(tokenOf("b"), { ...GUEST, id: 8 });
    who.onOtherTab(null);
    await who.start();
    expect(who.player?.id).toBe(8);
    who.onOtherTab(tokenOf("c"));
    await who.start();
    expect(asked).toHaveLength(3);
  });
});

describe("a token that a page of an earlier release kept", () => {
  it("is exchanged for a cookie once, and then kept nowhere", async () => {
    const answers: Answers = { "POST /auth/exchange": withCookie("t2"), "GET /me": me(ACCOUNT) };
    const { who, keeper, asked } = identity(answers, "t1");
    await who.start();
    expect([who.player, await who.token(), keeper.load()]).toEqual([ACCOUNT, "t2", null]);
    expect(asked).toEqual(["POST /auth/refresh (none)", "POST /auth/exchange (t1)", "GET /me (t2)"]);
  });

  it("wins over the cookie, because it is newer", async () => {
    const { who } = identity(
      {
        "POST /auth/refresh": withCookie("old", { ...GUEST, id: 8 }),
        "POST /auth/exchange": withCookie("t2"),
        "GET /me": me(),
      },
      "t1",
    );
    await who.start();
    expect([who.player?.id, await who.token()]).toEqual([7, "t2"]);
  });

  it.each([401, 409])("is dropped when it is refused (%i), and the cookie is used", async (status) => {
    const refused = { status, body: { error: "token: was signed out" } };
    const { who, keeper } = identity(
      { "POST /auth/refresh": withCookie("t2"), "POST /auth/exchange": refused, "GET /me": me() },
      "t1",
    );
    await who.start();
    expect([who.status, await who.token(), keeper.load()]).toEqual(["known", "t2", null]);
  });

  it("is dropped, and not exchanged, if it is of the cookie's own sign-in", async () => {
    const { who, keeper, asked } = identity({ "POST /auth/refresh": withCookie(tokenOf("a", 2)) }, tokenOf("a", 1));
    await who.start();
    expect([await who.token(), keeper.load()]).toEqual([tokenOf("a", 2), null]);
    expect(asked).toEqual(["POST /auth/refresh (none)"]);
  });

  it("stays if pages at this address cannot have cookies", async () => {
    const no = { status: 403, body: { error: "origin not allowed" } };
    const { who, keeper } = identity(
      { "POST /auth/refresh": no, "POST /auth/exchange": no, "GET /me": me(ACCOUNT) },
      "t1",
    );
    await who.start();
    expect([who.player, await who.token(), keeper.load()]).toEqual([ACCOUNT, "t1", "t1"]);
  });
});

describe("a short-lived token", () => {
  it("is renewed before it ends, once for all callers, also after the computer slept", async () => {
    let n = 0;
    const { who, asked } = identity({ "POST /auth/refresh": () => withCookie(tokenOf("a", ++n)) });
    await who.start();
    vi.advanceTimersByTime(530_000);
    expect([await who.token(), asked.length]).toEqual([tokenOf("a", 1), 1]);
    vi.advanceTimersByTime(20_000);
    expect(await Promise.all([who.token(), who.token()])).toEqual([tokenOf("a", 2), tokenOf("a", 2)]);
    expect(asked).toHaveLength(2);
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(await who.token()).toBe(tokenOf("a", 3));
  });

  it("is still used while the server does not answer", async () => {
    const answers: Answers = { "POST /auth/refresh": withCookie("t1") };
    const { who } = identity(answers);
    await who.start();
    answers["POST /auth/refresh"] = "unreachable";
    vi.advanceTimersByTime(700_000);
    expect(await who.token()).toBe("t1");
  });

  it("that was refused is replaced and the call repeated, if another sign-in took its place", async () => {
    const answers: Answers = { "POST /auth/refresh": withCookie(tokenOf("a")) };
    const { who, api, asked } = identity(answers);
    await who.start();
    answers["GET /me/friends"] = { status: 401, body: { error: "token: was signed out" } };
    answers["POST /auth/refresh"] = () => {
      answers["GET /me/friends"] = { body: [] };
      return withCookie(tokenOf("b"), { ...GUEST, id: 8 });
    };
    expect(await api.friends()).toEqual([]);
    expect([who.player?.id, asked.at(-1)]).toEqual([8, `GET /me/friends (${tokenOf("b")})`]);
  });

  it("is not renewed for a wrong password, which is tried once", async () => {
    let n = 0;
    const answers: Answers = {
      "POST /auth/refresh": () => withCookie(tokenOf("a", ++n)),
      "DELETE /me": { status: 401, body: { error: "password: wrong password" } },
    };
    const { who, asked } = identity(answers);
    await who.start();
    await expect(who.deleteAccount("wrong")).rejects.toMatchObject({ status: 401 });
    expect(asked.filter((line) => line.startsWith("DELETE"))).toHaveLength(1);
  });

  it("is that of the last sign-in, even if a renewal was pending", async () => {
    const asked: string[] = [];
    const renewal = Promise.withResolvers<Response>();
    const api = new Api({
      url: "",
      async fetch(path) {
        asked.push(path);
        if (path === "/auth/refresh") return renewal.promise;
        const token = { token: "t2", cookie: true, expiresInS: 600 };
        return Response.json(path === "/me" ? aboutMe(ACCOUNT) : { ...token, player: ACCOUNT });
      },
    });
    const who = new Identity({ api, tokens: memoryKeeper(), callsign: () => "Orla" });
    const both = Promise.all([who.start(), who.login("Orla", "long enough")]);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toEqual(["/auth/refresh"]);
    renewal.resolve(Response.json({ ...aboutMe(), token: "t1", cookie: true, expiresInS: 600 }));
    await both;
    expect([await who.token(), who.player]).toEqual(["t2", ACCOUNT]);
  });

  it("is awaited only for a moment while the identity is unknown", async () => {
    const { who, api } = identity({});
    vi.spyOn(api, "refresh").mockReturnValue(new Promise(() => undefined));
    void who.start();
    const asking = who.token();
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await asking).toBeNull();
  });
});

describe("a token that lasts", () => {
  it("is kept by its tab, and taken over from where an earlier release kept it for all tabs", () => {
    const [tab, shared] = [memoryStorage(), memoryStorage()];
    new LocalTokenStore(tab, shared).save("t1");
    expect([new LocalTokenStore(tab, shared).load(), new LocalTokenStore(memoryStorage(), shared).load()]).toEqual([
      "t1",
      null,
    ]);
    new LocalTokenStore(null, shared).clear();
    shared.setItem("orrery.token", "t2");
    const keeper = new LocalTokenStore(memoryStorage(), shared);
    expect(keeper.load()).toBe("t2");
    keeper.save("t3");
    expect(new LocalTokenStore(memoryStorage(), shared).load()).toBe("t3");
    keeper.clear();
    expect([keeper.load(), shared.getItem("orrery.token")]).toEqual([null, null]);
  });

  it("lasts as long as the page where the browser keeps nothing", () => {
    for (const keeper of [
      new LocalTokenStore(null, null),
      new LocalTokenStore(memoryStorage(true), memoryStorage(true)),
    ]) {
      keeper.save("t1");
      expect(keeper.load()).toBe("t1");
      keeper.clear();
      expect(keeper.load()).toBeNull();
    }
  });
});
