import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Community } from "../../../client/shell/lobby/community.ts";
import { FakeLobby } from "../../harness/lobby-page/fake-lobby.ts";
import { type Answer, memoryKeeper, stubApi } from "./lobby-fixture.ts";

const guest = { id: 7, name: "Orla", role: "guest" };
const me = (player: object, account = false): Answer => ({
  body: { player, account, mutedUntilS: 0, cursor: 0, mutedKinds: [] },
});

function community(answers: Parameters<typeof stubApi>[0], token: string | null = "t1") {
  const tokens = memoryKeeper(token);
  const { api, asked } = stubApi(answers);
  const openLobby = async () => new FakeLobby({ player: 7, name: "Orla", role: 0 });
  return { all: new Community({ api, tokens, openLobby, callsign: () => "Orla" }), keeper: tokens, asked };
}

describe("the player's identity in flight", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is a guest under the typed name, with its token", async () => {
    const { all, keeper, asked } = community({
      "GET /me": me(guest),
      "PATCH /me": { body: { token: "t2", player: { ...guest, name: "Nyx" } } },
    });
    await all.claimName("Nyx");
    expect([all.identity.player?.name, keeper.load()]).toEqual(["Nyx", "t2"]);
    expect(asked).toContain('PATCH /me {"name":"Nyx"} (t1)');
  });

  it("is refused when the name belongs to someone else", async () => {
    const { all } = community({
      "GET /me": me(guest),
      "PATCH /me": { status: 409, body: { code: 409, error: "name: Nyx is taken" } },
    });
    await expect(all.claimName("Nyx")).rejects.toMatchObject({ message: "Name: Nyx is taken." });
  });

  it("is an account under its own name, whatever name was typed", async () => {
    const { all, asked } = community({ "GET /me": me({ ...guest, role: "player" }, true) });
    await all.claimName("Nyx");
    expect(asked.filter((line) => line.startsWith("PATCH"))).toEqual([]);
  });

  it("waits only a moment for a silent server, and ignores a failing one", async () => {
    const silent = community({});
    vi.spyOn(silent.all.api, "me").mockReturnValue(new Promise(() => undefined));
    const waiting = silent.all.claimName("Nyx");
    await vi.advanceTimersByTimeAsync(1_500);
    await waiting;
    expect(silent.all.identity.status).toBe("asking");

    const worried = community({ "GET /me": me(guest), "PATCH /me": { status: 503 } });
    await worried.all.claimName("Nyx");
    expect(worried.all.identity.player?.name).toBe("Orla");
  });

  it("brings their friends and their inbox", async () => {
    const { all } = community({
      "GET /me": me(guest),
      "GET /me/friends": { body: [{ id: 2, name: "Rook" }] },
      "GET /me/inbox?after=0": { body: { items: [{ id: 1, kind: "bounty", atMs: 0 }], more: false } },
    });
    await all.identity.start();
    await vi.advanceTimersByTimeAsync(10);
    expect([all.friends.has(2), all.inbox.items.length]).toEqual([true, 1]);
  });
});
