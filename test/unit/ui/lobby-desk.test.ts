import { describe, expect, it } from "vitest";
import { JoinError } from "../../../client/net/index.ts";
import { Identity } from "../../../client/shell/identity/index.ts";
import { LobbyClient } from "../../../client/shell/lobby/lobby-client.ts";
import { CLOSE } from "../../../shared/wire/codes.ts";
import { FakeLobby } from "../../harness/lobby-page/fake-lobby.ts";
import { memoryKeeper, settled, stubApi } from "./lobby-fixture.ts";

const player = { id: 7, name: "Orla", role: "guest" };
const guest = { body: { token: "t1", player } };
const me = (named = player) => ({ body: { player: named, account: false, mutedUntilS: 0, cursor: 0, mutedKinds: [] } });

function desk(answers: Parameters<typeof stubApi>[0] = { "POST /auth/guest": guest, "GET /me": me() }) {
  const tokens = memoryKeeper();
  const { api } = stubApi(answers);
  const identity = new Identity({ api, tokens, callsign: () => "Orla" });
  const opened: FakeLobby[] = [];
  /** One for each time that the lobby was asked for; and what each asks for first. */
  const asked: AbortSignal[] = [];
  const before: { open: () => Promise<void> } = { open: async () => {} };
  const later: { work: () => void; ms: number }[] = [];
  let refusal: Error | null = null;
  const lobby = new LobbyClient({
    identity,
    schedule: (work, ms) => later.push({ work, ms }),
    async open(given) {
      asked.push(given);
      await before.open();
      if (refusal !== null) throw refusal;
      opened.push(new FakeLobby({ player: 7, name: "Orla", role: 0 }));
      return opened[opened.length - 1];
    },
  });
  return {
    ...{ lobby, identity, opened, asked, before, later, answers },
    refuse: (error: Error | null) => {
      refusal = error;
    },
  };
}

describe("the page's seat in the lobby", () => {
  it("is taken once the player is known, and then reads the channels requested before", async () => {
    const { lobby, identity, opened } = desk();
    lobby.setReading("lobby", true);
    expect(lobby.status).toBe("joining");
    await identity.start();
    await settled();
    expect([lobby.status, opened.length, opened[0].asked]).toEqual(["live", 1, ["open lobby"]]);
  });

  it("is refused with a reason, and tried again at growing intervals", async () => {
    const { lobby, identity, later, refuse } = desk();
    refuse(new JoinError("You are banned until Monday."));
    await identity.start();
    await settled();
    expect([lobby.status, lobby.reason]).toEqual(["off", "You are banned until Monday."]);
    for (let n = 0; n < 8; n++) {
      later[n].work();
      await settled();
    }
    expect(later.map(({ ms }) => ms)).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60].map((s) => s * 1000));
    refuse(null);
    later[8].work();
    await settled();
    expect(lobby.status).toBe("live");
  });

  it("is tried at once on request, even if the player was unknown", async () => {
    const answers: Parameters<typeof stubApi>[0] = { "POST /auth/guest": "unreachable" };
    const { lobby, identity, opened } = desk(answers);
    await identity.start();
    await settled();
    expect([lobby.status, opened.length]).toEqual(["off", 0]);
    Object.assign(answers, { "POST /auth/guest": guest, "GET /me": me() });
    lobby.retry();
    await settled();
    await settled();
    expect(lobby.status).toBe("live");
  });

  it("is left and taken again for another player or name, and the old seat reports nothing more", async () => {
    const { lobby, identity, opened, answers } = desk();
    lobby.setReading("lobby", true);
    await identity.start();
    await settled();
    const heard: number[] = [];
    lobby.on("notice", ({ id }) => heard.push(id));
    answers["PATCH /me"] = { body: { player: { ...player, name: "Nyx" }, token: "t2" } };
    await identity.rename("Nyx");
    await settled();
    expect([opened.length, opened[0].asked.at(-1), opened[1].asked]).toEqual([2, "leave", ["open lobby"]]);
    opened[0].notify(1, { kind: "bounty" });
    opened[1].notify(2, { kind: "bounty" });
    expect([heard, lobby.status]).toEqual([[2], "live"]);
  });

  it("is requested by one attempt at a time, so that a late answer takes no seat from the next", async () => {
    const { lobby, identity, opened, asked, before, answers } = desk();
    const slow = Promise.withResolvers<void>();
    before.open = () => slow.promise;
    await identity.start();
    await settled();
    before.open = async () => expect(asked.map(({ aborted }) => aborted)).toEqual([true, false]);
    answers["PATCH /me"] = { body: { player: { ...player, name: "Nyx" }, token: "t2" } };
    await identity.rename("Nyx");
    await settled();
    expect([lobby.status, opened.length, asked.length]).toEqual(["live", 1, 2]);
    slow.resolve();
    await settled();
    expect([lobby.status, opened[1].asked]).toEqual(["live", ["leave"]]);
  });

  it("stays with the tab that took it over until the user takes it back", async () => {
    const { lobby, identity, opened, later } = desk();
    await identity.start();
    await settled();
    opened[0].turn("closed", "This seat went on in another connection.", CLOSE.takenOver.code);
    expect([lobby.status, lobby.reason]).toEqual(["off", "Another tab has taken this page’s place in the lobby."]);
    expect([later.length, opened.length]).toEqual([0, 1]);
    lobby.retry();
    await settled();
    expect([lobby.status, opened.length]).toEqual(["live", 2]);
  });

  it("says why a request failed while it is disconnected", async () => {
    const { lobby } = desk();
    expect(await lobby.say("lobby", "hello")).toMatchObject({
      ok: false,
      reason: "The lobby is not connected right now.",
    });
  });

  it("passes on the lobby's messages, and reports when it closed for good", async () => {
    const { lobby, identity, opened } = desk();
    await identity.start();
    await settled();
    const heard: string[] = [];
    lobby.on("status", () => heard.push(lobby.status));
    opened[0].turn("reconnecting");
    opened[0].turn("closed", "The server has stopped.");
    expect([heard.at(0), heard.at(-1), lobby.reason]).toEqual(["reconnecting", "off", "The server has stopped."]);
  });
});
