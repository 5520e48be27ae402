import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { HULLS } from "../../../shared/games/arena/data/hulls.ts";
import { LobbyBench, sceneOf } from "../../harness/arena/lobby-page/bench.ts";
import { waitFor } from "../../harness/page.ts";

const { openFull } = new LobbyBench();

async function fly() {
  const opened = await openFull();
  const { page } = opened;
  const name = await page.getByLabel("Pilot name").inputValue();
  await page.getByRole("button", { name: "Launch" }).click();
  await expect.poll(() => sceneOf(page), { timeout: 30_000 }).toBe("arena");
  // The page has seen its ship alive once it sends controls: only then can the ship be lost.
  await waitFor(page, "window.bench.controls.length > 0");
  return { ...opened, name };
}

/** The next ship is not there yet: the last one was destroyed by seat 3. */
const die = (page: Page): Promise<void> =>
  page.evaluate(`{
    window.bench.own = { alive: false, respawnInS: 5 };
    window.bench.events.push({ type: "death", seat: 0, by: 3, cause: 0, bounty: 40, x: 0, y: 0 });
  }`);

describe("the chat of a match", { timeout: 180_000 }, () => {
  it("opens with Enter, closes with Escape, and shares no keys with the ship", async () => {
    const { page, problems } = await fly();
    const held = async (key: string): Promise<boolean> => {
      await page.keyboard.down(key);
      await page.evaluate("window.bench.controls.length = 0");
      await waitFor(page, "window.bench.controls.length > 2");
      const bits = await page.evaluate("window.bench.controls.some((bits) => bits !== 0)");
      await page.keyboard.up(key);
      return bits === true;
    };
    expect(await held("KeyW")).toBe(true);
    await page.keyboard.press("Enter");
    const input = page.getByRole("textbox", { name: "Say something in this match" });
    expect(await held("KeyW")).toBe(false);
    expect(await input.inputValue()).toBe("w");
    await page.keyboard.press("Escape");
    expect([await input.isVisible(), await page.getByRole("dialog", { name: "Settings" }).isVisible()]).toEqual([
      false,
      false,
    ]);
    expect(await held("KeyW")).toBe(true);
    await page.keyboard.press("Enter");
    await input.fill("on my way");
    await page.keyboard.press("Enter");
    expect(await input.isVisible()).toBe(false);
    await page.locator(".quiet-line").getByText("on my way").waitFor();
    await page.evaluate(
      'window.bench.lobby.tell("match/any-room", { player: 1, name: "Nyx", role: 1, text: "gone in a moment" })',
    );
    await page.locator(".quiet-line").getByText("gone in a moment").waitFor();
    await page.evaluate('window.bench.lobby.erase("match/any-room", 2)');
    await expect.poll(() => page.locator(".quiet-line").getByText("gone in a moment").count()).toBe(0);
    expect(problems).toEqual([]);
  });
});

describe("a lost seat that is taken again in another match", { timeout: 180_000 }, () => {
  /** What is not of one match, and stays: by the class of the outermost node that was there before. */
  const LASTING = ["beacons", "hint", "screen-buttons", "touch"];

  it("shows nothing of the previous match, and keeps the player's choices", async () => {
    const { page, problems, name } = await fly();
    const asked = (): Promise<string[]> => page.evaluate("window.bench.lobby.asked");
    const input = page.getByRole("textbox", { name: "Say something in this match" });
    const lost = page.getByRole("region", { name: "Ship lost" });
    await page.keyboard.press("F3");
    await page.getByRole("region", { name: "Net graph" }).waitFor();
    await page.keyboard.press("Enter");
    await input.fill("only for them");
    await page.keyboard.press("Escape");
    // The first is said at once to who only listens; the second waits a few seconds.
    for (const text of [`@${name} the first match`, `@${name} you there?`])
      await page.evaluate(`window.bench.lobby.tell("match/any-room", { name: "Nyx", text: ${JSON.stringify(text)} })`);
    await page.locator(".quiet-line").getByText("the first match").waitFor();
    const voice = page.locator("p[aria-live=polite]").filter({ hasText: "Nyx" });
    await voice.waitFor({ state: "attached" });
    await die(page);
    await lost.getByText("someone").waitFor();

    const marked = ".hud:not(.replay) *, .quiet-line";
    await page.evaluate(
      `for (const node of document.querySelectorAll(${JSON.stringify(marked)})) node.dataset.before = ""`,
    );
    await page.evaluate('window.bench.room = "other-room"');
    await waitFor(page, 'window.bench.lobby.asked.includes("open match/other-room")');
    expect(await asked()).toContain("close match/any-room");
    const before = (): Promise<string[]> =>
      page.evaluate(`[...document.querySelectorAll("[data-before]")]
        .filter((node) => node.parentElement.closest("[data-before]") === null)
        .map((node) => node.classList[0]).sort()`);
    expect(await before()).toEqual(LASTING);
    // A ship that was not flown yet was not lost.
    await page.evaluate("window.bench.controls.length = 0");
    await waitFor(page, "window.bench.controls.length > 2");
    expect(await lost.isVisible()).toBe(false);
    expect(await page.getByRole("region", { name: "Net graph" }).isVisible()).toBe(true);

    await page.evaluate('window.bench.lobby.tell("match/any-room", { text: "late in the first" })');
    await page.evaluate('window.bench.lobby.tell("match/other-room", { text: "the second match" })');
    await page.locator(".quiet-line").getByText("the second match").waitFor();
    expect(await page.locator(".quiet-line").count()).toBe(1);
    await page.evaluate(`window.bench.lobby.tell("match/other-room", { name: "Rook", text: "@${name} welcome" })`);
    await expect
      .poll(() => page.locator("p[aria-live=polite]").allTextContents(), { timeout: 15_000 })
      .toContain(`Rook: @${name} welcome`);
    await page.keyboard.press("Enter");
    expect(await input.inputValue()).toBe("");
    await input.fill("for you");
    await page.keyboard.press("Enter");
    await waitFor(page, 'window.bench.lobby.asked.includes("say match/other-room for you")');
    expect((await asked()).filter((order) => order.startsWith("say"))).toEqual(["say match/other-room for you"]);

    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Leave the arena" }).click();
    await expect.poll(() => sceneOf(page), { timeout: 30_000 }).toBe("menu");
    expect(await page.locator(".hud:not(.replay) .feed, .hud:not(.replay) .death").count()).toBe(0);
    expect(problems).toEqual([]);
  });
});

describe("number keys in flight", { timeout: 180_000 }, () => {
  it("choose the next hull while there is no ship, and never an unknown one", async () => {
    const { page, problems } = await fly();
    const saved = (): Promise<number> => page.evaluate("JSON.parse(localStorage.getItem('orrery.settings')).hull");
    const pressAll = async (): Promise<number[]> => {
      await page.evaluate("window.bench.hulls.length = 0");
      for (const row of ["Digit", "Numpad"])
        for (let digit = 0; digit <= 9; digit++) await page.keyboard.press(`${row}${digit}`);
      return page.evaluate("window.bench.hulls");
    };
    const first = await saved();
    expect([await pressAll(), await saved()]).toEqual([[], first]);
    await die(page);
    await page.getByRole("region", { name: "Ship lost" }).waitFor();
    const all = HULLS.map((_, hull) => hull);
    expect([await pressAll(), await saved()]).toEqual([[...all, ...all], HULLS.length - 1]);
    await page.keyboard.press("Digit2");
    await page.keyboard.press("Digit9");
    expect(await saved()).toBe(1);
    expect(problems).toEqual([]);
  });
});
