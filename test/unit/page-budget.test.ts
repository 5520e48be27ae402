import { beforeAll, describe, expect, it } from "vitest";
import { isEngine, isNamed, ServedPage } from "../harness/served-page.ts";

/** As served, bytes: all that is loaded for the page of a game of the kit, and of that what is the game's own. */
const GAME_PAGE_BYTES = 200_000;
const GAME_BYTES = 10_000;

/** Opens the pages of games of the kit; a game's own page; a game whose page is its own from the start. */
const [isKit, isGame, isOther] = [isNamed("open"), isNamed("page"), isNamed("online")];

describe("the page", () => {
  let page: ServedPage;
  beforeAll(async () => {
    page = await ServedPage.build();
  });

  it("loads all of its files", () => {
    expect(page.reached(() => false).size).toBe(page.files.length);
  });

  it(`has at most ${GAME_PAGE_BYTES} bytes for a game of the kit, and ${GAME_BYTES} of the game's own, as served`, () => {
    const index = page.files.filter((file) => file === page.index || file.path.endsWith(".css"));
    const entry = page.named(page.index).filter((file) => !isOther(file));
    const kit = new Set([
      ...index,
      ...[...entry, ...page.files.filter(isKit)].flatMap((file) => [...page.needed(file)]),
    ]);
    const games = page.files.filter(isGame);
    console.log(
      `the page of a game of the kit: ${page.sum([...kit])} bytes; games: ${games.map((file) => page.sum([file]))}`,
    );
    expect([...kit].some(isKit)).toBe(true);
    expect([...kit].some(isEngine)).toBe(false);
    expect(page.sum([...kit])).toBeLessThanOrEqual(GAME_PAGE_BYTES);
    for (const file of games) expect(page.sum([file])).toBeLessThanOrEqual(GAME_BYTES);
  });
});
