import { beforeAll, describe, expect, it } from "vitest";
import { arena, CONTROL, type Command, createRails, moveRails } from "../../../shared/games/arena/index.ts";
import { commandsOf, newCrew } from "../../golden/arena/battle.ts";
import { WAR } from "../../golden/arena/war.ts";
import { OwnShips } from "./own-ships.ts";
import { PublishedShips, partedPx, partedTurn } from "./published-ships.ts";

const { map, slackPx, slackTurn } = WAR.config;
const MINUTES = 10;

/** One in a hundred controls comes late. */
function sometimesLate(command: Command, tick: number): Command {
  if (command.type !== "controls" || (tick + command.seat) % 101 > 0) return command;
  return { ...command, bits: command.bits | CONTROL.late };
}

describe(`${MINUTES} minutes of war, about 60 ships, through what is published alone`, () => {
  const published = new PublishedShips();
  const own = new OwnShips();

  beforeAll(() => {
    const world = arena.create(WAR.seed, WAR.config);
    const crew = newCrew(WAR.people);
    const rails = createRails(map);
    while (world.tick < MINUTES * 60 * arena.tickHz) {
      const commands = commandsOf(WAR, world, crew).map((command) => sometimesLate(command, world.tick));
      own.expect(world, commands);
      arena.step(world, commands, () => {});
      moveRails(rails, map, world.tick);
      published.watch(world, rails);
      own.watch(world, rails);
    }
  }, 120_000);

  it("D6: gives every ship the same bits as the world's published motion: within ε of the truth at patches, within the bound between them", () => {
    const seconds = published.shipTicks / arena.tickHz;
    const records = published.published.reduce((sum, count) => sum + count, 0);
    const round = (value: number) => Number(value.toFixed(2));
    console.log(
      `${round(records / seconds)} records a ship and second at ε = ${slackPx} px and ${slackTurn}/65536 turn ` +
        `(whole, turns, with vitals: ${published.published.map((count) => round(count / seconds))}), ` +
        `${round(published.exactRecords / seconds)} if exact; 0, 1 and 2 ticks after a patch off by at most ` +
        `${published.worstPx.map(round)} px (bound ${[0, 1, 2].map((ticks) => round(partedPx(ticks, slackPx)))}) and ` +
        `${published.worstTurn}/65536 turn (bound ${[0, 1, 2].map((ticks) => partedTurn(ticks, slackTurn))})`,
    );
    expect(published.faults).toEqual([]);
    expect(published.shipTicks).toBeGreaterThan(50 * MINUTES * 60 * arena.tickHz);
    expect(published.calm / published.compared, "few are thrown about").toBeGreaterThan(0.9);
    expect(records, "ε pays").toBeLessThan(published.exactRecords);
    for (const count of published.published) expect(count, "each way to tell is used").toBeGreaterThan(1_000);
    expect(published.apart / published.shipTicks, "few ships are stepped twice").toBeLessThan(0.5);
  });

  it("D6: predicts the own ship bit for bit while nothing touches it, and publishes it when something does", () => {
    const seconds = own.shipTicks / arena.tickHz;
    console.log(
      `${(own.records / seconds).toFixed(2)} own records a second: ${own.news} news, ${own.reminders} reminders; ` +
        `the prediction is the truth in ${((100 * own.exact) / own.shipTicks).toFixed(1)} % of all ticks`,
    );
    expect(own.faults.slice(0, 10)).toEqual([]);
    expect(own.exact / own.shipTicks).toBeGreaterThan(0.9);
    expect(own.reminders).toBeGreaterThan(0);
  });
});
