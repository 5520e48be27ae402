import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { LobbyBench, sceneOf, WIDE } from "../../harness/arena/lobby-page/bench.ts";
import { Refusal } from "../../harness/arena/lobby-page/server.ts";
import { labelledControls, tabStops } from "../../harness/lobby-page/access.ts";
import { crowd, HOSTILE_LINES, HOSTILE_NAME } from "../../harness/lobby-page/crowd.ts";
import { waitFor } from "../../harness/page.ts";

const PHONE = { width: 390, height: 844 };
const SIZES = [WIDE, { width: 1920, height: 1080 }, PHONE, { width: 844, height: 390 }, { width: 640, height: 360 }];
const BOARDS = ["Live matches", "Chat", "Online"];

const bench = new LobbyBench();
const { open, openFull } = bench;

const board = (page: Page, name: string) => page.getByRole("region", { name: new RegExp(`^${name}`) });
const view = (page: Page, name: string | RegExp) =>
  page.getByRole("navigation", { name: "Lobby" }).getByRole("button", { name }).click();

// The page is drawn in software, on two cores that others use, too.
describe("the lobby in a real browser", { timeout: 180_000 }, () => {
  it("lets the player fly with Enter, even if identity and lobby fail", async () => {
    for (const key of Object.keys(bench.server.answers)) delete bench.server.answers[key];
    const { page, problems } = await open();
    await page.getByText("You can still play.").first().waitFor();
    expect(await page.evaluate("document.activeElement?.id")).toBe("pilot-name");
    await page.keyboard.press("Enter");
    await expect.poll(() => sceneOf(page), { timeout: 30_000 }).toBe("arena");
    expect(problems).toEqual([]);
  });

  it("shows matches, people, chat and league without moving the layout", async () => {
    const { page, problems } = await open();
    const boxes = () => Promise.all(BOARDS.map((name) => board(page, name).boundingBox()));
    const before = await boxes();
    await waitFor(page, "window.bench?.lobby");
    await page.evaluate(crowd);
    await board(page, "Live matches").getByText("12,400 cr").waitFor();
    expect(await boxes()).toEqual(before);
    expect(await board(page, "Online").getByRole("button").count()).toBeGreaterThan(20);
    await board(page, "Chat").getByText("one more?").waitFor();
    await view(page, "League");
    await expect.poll(() => page.getByRole("row").count()).toBe(11);
    expect(problems).toEqual([]);
  });

  it("opens a player's card, and creates a private match", async () => {
    const { page, problems } = await openFull();
    const asked = (): Promise<string[]> => page.evaluate("window.bench.asked");
    await board(page, "Online").getByRole("button", { name: "Кира" }).click();
    const card = page.getByRole("dialog", { name: "Кира" });
    await card.getByText("182,300").waitFor();
    await card.getByRole("button", { name: "Follow" }).click();
    await card.getByText("You will be notified when they come online.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Private match" }).click();
    await page.getByRole("button", { name: "Create and play" }).click();
    await expect.poll(() => sceneOf(page), { timeout: 30_000 }).toBe("arena");
    // The lobby is entered anew under the name, before or after.
    expect((await asked()).some((way) => way.startsWith("arena new-room as "))).toBe(true);
    expect(new URL(page.url()).searchParams.get("match")).toBe("new-room");
    await page.getByRole("button", { name: "Copy the link" }).first().waitFor();
    expect(problems).toEqual([]);
  });

  it("opens a match to watch, and returns when it is over", async () => {
    const { page } = await openFull();
    const watched = () => new URL(page.url()).searchParams.get("watch");
    const [button] = await board(page, "Live matches")
      .getByRole("button", { name: /^Watch/ })
      .all();
    await button.click();
    await expect.poll(watched).toBe("aB3xY9");
    const notice = page.getByRole("alertdialog");
    await notice.getByText("Nothing to watch").waitFor();
    await notice.getByRole("button").click();
    await expect.poll(watched).toBeNull();
    await board(page, "Live matches").waitFor();
  });

  it("joins the match of a link", async () => {
    const { page } = await open("&match=private-xyz");
    await page.getByText(/You are invited to/).waitFor();
    await page.getByRole("button", { name: "Join match" }).click();
    await expect.poll(() => sceneOf(page), { timeout: 30_000 }).toBe("arena");
    // The lobby may be entered anew meanwhile, under the new name.
    const asked: string[] = await page.evaluate("window.bench.asked");
    expect(asked.filter((one) => one.startsWith("arena"))).toEqual([expect.stringMatching(/^arena private-xyz as /)]);
  });

  it("sends and receives messages, notifies mentioned players, and returns refused text", async () => {
    const { page } = await openFull();
    await page.locator(".line .speaker").first().click();
    expect(await page.getByRole("group", { name: "Moderation" }).count()).toBe(0);
    await page.keyboard.press("Escape");
    const input = page.getByRole("textbox", { name: "Say something to the lobby" });
    await input.fill("hello all");
    await input.press("Enter");
    await page.getByRole("log", { name: "Lobby chat" }).getByText("hello all").waitFor();
    expect(await page.locator(".line.calls mark").textContent()).toBe("@Orla Kite 84");
    await page.evaluate(
      'window.bench.lobby.outcome = { ok: false, code: 1, reason: "Too fast: wait two seconds.", waitMs: 2000 }',
    );
    await input.fill("again");
    await input.press("Enter");
    await page.getByText("Too fast: wait two seconds.").waitFor();
    expect(await input.inputValue()).toBe("again");
  });

  it("shows hostile names and messages as text, each in its own place", async () => {
    const { page, problems } = await openFull();
    await page.evaluate(`((name, lines) => {
      for (const text of lines) window.bench.lobby.tell("lobby", { player: 66, name, role: 0, text });
      window.bench.lobby.meet([{ player: 66, name, role: 0, match: "", away: false }]);
      window.bench.lobby.notify(90, { kind: "friend", player: 66, name });
    })(${JSON.stringify(HOSTILE_NAME)}, ${JSON.stringify(HOSTILE_LINES)})`);
    await page.waitForTimeout(300);
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    const log = page.getByRole("log", { name: "Lobby chat" });
    expect(await log.locator("img, script, b, a, iframe, svg").count()).toBe(0);
    const told = await log.locator(".line").evaluateAll((lines, count) => {
      const box = lines[0].parentElement?.parentElement?.getBoundingClientRect();
      return lines.slice(-count).map((line) => {
        const own = line.getBoundingClientRect();
        const text = line.querySelector(".line-text");
        return {
          text: text?.textContent ?? "",
          inside: box !== undefined && own.left >= box.left - 1 && own.right <= box.right + 1,
          clipped: getComputedStyle(line).overflow === "clip",
          apart: text !== null && getComputedStyle(text).unicodeBidi === "isolate",
        };
      });
    }, HOSTILE_LINES.length);
    // What is half of a character is another one in the tools' messages.
    const plain = (text: string): string => text.replace(/[\ud800-\udfff\ufffd]/gu, "?");
    expect(told.map((line) => ({ ...line, text: plain(line.text) }))).toEqual(
      HOSTILE_LINES.map((text) => ({ text: plain(text), inside: true, clipped: true, apart: true })),
    );
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(problems).toEqual([]);
  });

  it("fits every size in every view", async () => {
    const { page, problems } = await openFull();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const name of ["Fly", "Live", "League", /^Chat/, "Online"]) {
        const button = page.getByRole("navigation", { name: "Lobby" }).getByRole("button", { name });
        if (await button.isVisible()) await button.click();
        expect(await page.evaluate(outside), `${name} at ${size.width} × ${size.height}`).toEqual([]);
      }
    }
    expect(problems).toEqual([]);
  });

  it("has a name for everything that can be used, in every dialog, too", async () => {
    const { page } = await openFull("&role=moderator");
    expect(await labelledControls(page)).toEqual([]);
    await page.getByRole("button", { name: /^Inbox, 2 unread/ }).click();
    expect(await labelledControls(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Sign in" }).click();
    expect(await labelledControls(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator(".line").last().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Message" }).waitFor();
    expect(await labelledControls(page)).toEqual([]);
  });

  it("can be traversed by the Tab key, with one stop for a list", async () => {
    const { page } = await openFull();
    await page.getByRole("textbox", { name: "Pilot name" }).focus();
    expect(await tabStops(page, 17)).toEqual([
      ...["Launch", "Private match", "Sparrow", "Sign in", "Inbox, 2 unread", "Watch", "Settings", "Live", "League"],
      ...["Join Wild Lantern", "Watch Wild Lantern", "Watch Hidden Arc", "Join Wild Cradle", "Watch Wild Cradle"],
      ...["line", "Say something to the lobby", "Send"],
    ]);
    await page.keyboard.press("Tab");
    const first = await page.evaluate("document.activeElement.textContent");
    await page.keyboard.press("ArrowUp");
    expect(await page.evaluate("document.activeElement.textContent")).not.toBe(first);
  });

  it("announces notices once, and keeps them", async () => {
    const { page } = await openFull();
    await page.evaluate(
      'window.bench.lobby.notify(9, { kind: "mention", player: 1, name: "Nyx", channel: "lobby", line: 7 })',
    );
    await page.evaluate(
      'window.bench.lobby.notify(9, { kind: "mention", player: 1, name: "Nyx", channel: "lobby", line: 7 })',
    );
    const toast = page.getByRole("list", { name: "Notices" }).getByRole("listitem");
    expect(await toast.count()).toBe(1);
    await toast.getByText("one more?").waitFor();
    await page.getByRole("button", { name: "Inbox, 3 unread" }).click();
    await page.getByRole("dialog", { name: "Inbox" }).getByText("overtook you").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => bench.server.asked).toContain('PUT /me/inbox {"cursor":9}');
    await page.getByRole("button", { name: "Inbox", exact: true }).waitFor();
  });
});

describe("moderation", { timeout: 180_000 }, () => {
  it("is offered only to moderators: reports, erasing, muting, and banning after a confirmation", async () => {
    const moderator = { id: 7, name: "Orla Kite 84", role: "moderator" };
    bench.server.answers["POST /auth/guest"] = { token: "moderator-token", player: moderator };
    bench.server.answers["GET /me"] = { player: moderator, account: true, mutedUntilS: 0, cursor: 0, mutedKinds: [] };
    const { page, problems } = await openFull("&role=moderator");
    await page.evaluate(
      'window.bench.lobby.reported({ channel: "lobby", line: 4, player: 4, by: 1, text: "anyone want to mine", why: "Spam" })',
    );
    await page.getByRole("button", { name: "View" }).click();
    const card = page.getByRole("dialog", { name: "Message" });
    await card.getByLabel("For").selectOption("1 hour");
    await card.getByLabel("Because").fill("spam");
    await card.getByRole("button", { name: "Mute", exact: true }).click();
    await card.getByText("Muted.").waitFor();
    await card.getByRole("button", { name: "Ban" }).click();
    await card.getByRole("button", { name: "Ban this player?" }).click();
    await card.getByText("Banned.").waitFor();
    await card.getByRole("button", { name: "Erase message" }).click();
    await card.getByRole("button", { name: "Erase this message?" }).click();
    await page.locator('.line.erased[data-line="4"]').waitFor();
    const asked: string[] = await page.evaluate("window.bench.lobby.asked");
    expect(asked.slice(-3)).toEqual(["mute 4 yes spam", "ban 4 yes spam", "erase lobby 4"]);
    expect(problems).toEqual([]);
  });
});

describe("the pages of moderators and operators", { timeout: 180_000 }, () => {
  const NOW_MS = Date.now();
  const row = (id: number, more: object) => ({
    ...{ id, atMs: NOW_MS - 60_000, by: 2, byName: "Halcyon", player: 3, playerName: "Кира", holds: false },
    ...more,
  });
  const ban = { action: "ban", detail: JSON.stringify({ untilMs: NOW_MS + 60_000, why: "cheating" }), holds: true };
  const report = {
    ...{ action: "report", byName: HOSTILE_NAME },
    detail: JSON.stringify({ channel: "lobby", line: 4, text: HOSTILE_LINES[0], why: "Spam" }),
  };

  function as(role: string): void {
    const player = { id: 7, name: "Orla Kite 84", role };
    bench.server.answers["POST /auth/guest"] = { token: `${role}-token`, player };
    bench.server.answers["GET /me"] = { player, account: true, mutedUntilS: 0, cursor: 0, mutedKinds: [] };
    bench.server.answers["GET /audit"] = { rows: [row(9, ban), row(8, report)], more: true };
    bench.server.answers["GET /players"] = { id: 2, name: "Halcyon", role: "player" };
    bench.server.answers["GET /beacons/token"] = [{ name: "harbor", within: null, expiresAt: NOW_MS + 86_400_000 }];
  }

  async function openPages(role: string, size = WIDE) {
    as(role);
    const { page, problems } = await openFull("&role=moderator", size);
    await page.getByRole("button", { name: "Moderation" }).click();
    const dialog = page.getByRole("dialog", { name: "Moderation" });
    const choose = (name: string) => dialog.getByRole("radio", { name, exact: true }).check({ force: true });
    return { page, problems, dialog, choose };
  }

  it("show who did what, page by page, link to the player, and lift sanctions", async () => {
    const { page, problems, dialog, choose } = await openPages("moderator");
    await choose("Trail");
    const trail = dialog.getByRole("list", { name: "Audit trail" });
    await trail.getByText("cheating").waitFor();
    expect(await page.evaluate("window.hacked")).toBeUndefined();
    expect(await trail.locator("blockquote, .name").locator("img, script, b, iframe").count()).toBe(0);
    bench.server.answers["GET /audit"] = {
      rows: [row(7, { action: "role", detail: "player to moderator" })],
      more: false,
    };
    await dialog.getByRole("button", { name: "Older" }).focus();
    await page.keyboard.press("Enter");
    await trail.getByText(/changed the role of/).waitFor();
    expect(await trail.getByRole("listitem").count()).toBe(3);
    // The keyboard goes on with what is new.
    expect(await page.evaluate("document.activeElement.closest('li')?.dataset.action")).toBe("role");
    expect(await dialog.getByRole("button", { name: "Older" }).count()).toBe(0);
    await trail.getByRole("button", { name: "Кира" }).first().click();
    await page.getByRole("dialog", { name: "Кира" }).getByText("182,300").waitFor();
    await page.keyboard.press("Escape");
    await trail.getByRole("button", { name: "Unban Кира" }).click();
    await dialog.getByText("Кира is no longer banned.").waitFor();
    expect(await page.evaluate("window.bench.lobby.asked.at(-1)")).toBe("ban 3 no ");
    expect(problems).toEqual([]);
  });

  it("let an operator give a role after a confirmation, and say why the server refused", async () => {
    const { dialog, choose, problems } = await openPages("operator");
    await choose("Accounts");
    const find = async () => {
      await dialog.getByLabel("Account name").fill("halcyon");
      await dialog.getByRole("button", { name: "Find" }).click();
      await dialog.getByText("is a player.").waitFor();
    };
    await find();
    bench.server.answers["POST /players/2/role"] = (body: unknown) => ({ id: 2, name: "Halcyon", ...(body as object) });
    await dialog.getByRole("radio", { name: /^moderator/ }).check();
    await dialog.getByRole("button", { name: "Make them a moderator", exact: true }).click();
    expect(bench.server.asked.some((asked) => asked.includes("/role"))).toBe(false);
    await dialog.getByRole("button", { name: "Make them a moderator?" }).click();
    await dialog.getByText("Halcyon is now a moderator.").waitFor();
    expect(bench.server.asked).toContain('POST /players/2/role {"role":"moderator"}');
    bench.server.answers["POST /players/2/role"] = new Refusal(409, "id: player 2 is a guest, who has no role");
    await dialog.getByRole("radio", { name: /^operator/ }).check();
    for (const name of ["Make them an operator", "Make them an operator?"])
      await dialog.getByRole("button", { name, exact: true }).click();
    await dialog.getByText("Id: player 2 is a guest, who has no role.").waitFor();
    bench.server.answers["GET /players"] = { id: 7, name: "Orla Kite 84", role: "operator" };
    await dialog.getByRole("button", { name: "Find" }).click();
    await dialog.getByText("This is you").waitFor();
    expect(await dialog.getByRole("group", { name: "Role" }).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it("let a moderator issue and revoke a beacon's token, but not set roles", async () => {
    const { dialog, choose, problems } = await openPages("moderator");
    await choose("Beacons");
    await dialog.getByText("harbor").waitFor();
    await dialog.getByLabel("Name", { exact: true }).fill("no good");
    await dialog.getByRole("button", { name: "Issue a token" }).click();
    await dialog.getByText(/^Name: up to 24/).waitFor();
    const expiresAt = NOW_MS + 86_400_000;
    bench.server.answers["POST /beacons/token"] = { name: "roof", token: "the-token-of-roof", expiresAt, within: null };
    bench.server.answers["DELETE /beacons/token/harbor"] = { name: "harbor" };
    const listings = () => bench.server.asked.filter((asked) => asked === "GET /beacons/token").length;
    const listed = listings();
    await dialog.getByLabel("Name", { exact: true }).fill("roof");
    await dialog.getByRole("button", { name: "Issue a token" }).click();
    await dialog.getByText("the-token-of-roof").waitFor();
    expect(bench.server.asked.filter((asked) => asked.startsWith("POST /beacons"))).toEqual([
      'POST /beacons/token {"name":"roof","days":30}',
    ]);
    // The list is asked for anew, and still has the beacon that is to go.
    await expect.poll(listings).toBe(listed + 1);
    bench.server.answers["GET /beacons/token"] = [];
    await dialog.getByRole("button", { name: "Revoke" }).click();
    await dialog.getByRole("button", { name: "Revoke this token?" }).click();
    await dialog.getByText("harbor can no longer publish.").waitFor();
    await dialog.getByText("No beacon has a token.").waitFor();
    expect(await dialog.getByText("the-token-of-roof").count()).toBe(0);
    // Roles are not theirs to give.
    await choose("Accounts");
    await dialog.getByLabel("Account name").fill("halcyon");
    await dialog.getByRole("button", { name: "Find" }).click();
    await dialog.getByText("is a player.").waitFor();
    expect(await dialog.getByRole("group", { name: "Role" }).count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it("fit a phone, label all controls, and are hidden from others", async () => {
    const { page, dialog, choose } = await openPages("operator", PHONE);
    for (const name of ["Reports", "Trail", "Accounts", "Beacons"]) {
      await choose(name);
      await page.waitForTimeout(150);
      expect(await labelledControls(page), name).toEqual([]);
      const wide = await dialog.evaluate(
        (node) =>
          [...node.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > window.innerWidth).length,
      );
      expect(wide, name).toBe(0);
    }
    as("player");
    const { page: other } = await openFull();
    await other.getByRole("button", { name: /^Account/ }).waitFor();
    expect(await other.getByRole("button", { name: "Moderation" }).count()).toBe(0);
  });
});

/** In the page: buttons and fields that stick out of it to the side, or are cut off where nothing scrolls. */
const outside = `(() => {
  const wrong = [];
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("the page scrolls to the side");
  for (const node of document.querySelectorAll(".play, .board-body"))
    if (node.scrollWidth > node.clientWidth) wrong.push("cut off to the side: " + node.className);
  for (const node of document.querySelectorAll(".menu button, .menu input, .menu .board")) {
    const box = node.getBoundingClientRect();
    if (box.width === 0) continue;
    if (box.left < -1 || box.right > innerWidth + 1) wrong.push(node.className + " " + node.textContent.slice(0, 30));
    const scrolls = node.closest(".play, .board-body, .log");
    if (scrolls === null && (box.top < -1 || box.bottom > innerHeight + 1)) wrong.push("below: " + node.className);
  }
  return wrong;
})()`;
