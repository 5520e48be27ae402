import { expect, it } from "vitest";
import { memoryFileSystem } from "../../server/journal/files/memory-file-system.ts";
import { returnedFrom, standingRoom } from "../../shared/transfers/index.ts";
import { CLOSE } from "../../shared/wire/codes.ts";
import { TRANSFER_LIMITS } from "../../shared/wire/limits.ts";
import { brittle } from "../contract/brittle-files.ts";
import { vaultRoom } from "../harness/vault-room.ts";
import { turns } from "./outbox-lab.ts";
import { placesIn, TransfersLab, type Vault } from "./transfers-lab.ts";

const seat = { type: "seat" } as const;
const ROUND_TICKS = 60;
/** Of an earlier version, once that is said of it. */
const earlier = {
  ...vaultRoom("earlier", { refusesEvery: 0 }, { round: ({ tick }) => Math.floor(tick / ROUND_TICKS) }),
  retiring: false,
};
const lab = new TransfersLab(
  vaultRoom("vault", { refusesEvery: 5 }, { heir: "bank" }),
  vaultRoom("bank", { refusesEvery: 0 }, { singleton: true }),
  vaultRoom("heirless", { refusesEvery: 0 }),
  earlier,
  vaultRoom(
    "leaver",
    { refusesEvery: 0 },
    {
      commands: {
        ...{
          join: () => seat,
          drop: () => seat,
          back: () => seat,
          decode: vaultRoom("", { refusesEvery: 0 }).commands.decode,
        },
        leave: () => ({ type: "send", to: standingRoom("bank") }),
      },
    },
  ),
);

const settled = (...vaults: readonly Vault[]) =>
  lab.until(() => vaults.every(({ isSettled }) => isSettled), "all is settled");

/** The room's step throws in the tick after the one that takes what was ordered before, and with the same commit. */
async function fail(vault: Vault): Promise<void> {
  vault.order({ type: "blowUp" }, 1);
  await lab.until(async () => !(await lab.store.has(vault.id)), "the room is set aside");
}

it("a unit goes to another room, or comes back if that refuses it", async () => {
  const [red, green] = [await lab.open("vault", 5, 3), await lab.open("vault", 11, 1)];
  await lab.pass(3);
  red.send(green.id, 2);
  green.send(red.id);
  await lab.until(() => green.units.includes(6), "it is there");
  await settled(red, green);
  expect([red.units, green.units]).toEqual([[7, 11, 5], [6]]);
});

it("a unit for a standing room waits until there is one", async () => {
  const red = await lab.open("vault", 1, 1);
  await lab.pass(3);
  red.send(standingRoom("bank"));
  await lab.pass(300);
  expect([red.units, red.isSettled]).toEqual([[], false]);
  const bank = await lab.open("bank");
  await settled(red, bank);
  await lab.until(() => bank.units.length === 1, "it is there");
});

it("a unit for a room that never was, or is over, comes back", async () => {
  const [red, green] = [await lab.open("vault", 1, 2), await lab.open("vault")];
  await lab.pass(3);
  green.leave();
  await lab.until(async () => !(await lab.store.has(green.id)), "the other room is over", 2_000);
  red.send("nowhere");
  red.send(green.id);
  await lab.pass(3);
  await settled(red);
  expect(red.units).toEqual([1, 2]);
});

it("a room that its last player leaves stays until what the leave sent is settled, and then ends", async () => {
  const leaver = await lab.open("leaver", 1, 1);
  await lab.pass(3);
  leaver.leave();
  await turns();
  await lab.pass(120);
  expect([leaver.isOpen, lab.rooms.lingering]).toEqual([true, 1]);
  const bank = await lab.open("bank");
  await settled(leaver, bank);
  expect([bank.units, lab.rooms.lingering]).toEqual([[1], 0]);
  await lab.until(async () => !(await lab.store.has(leaver.id)), "it is over", 2_000);
});

it("D8: beyond the limit of rooms that linger, one goes on at the next start", async () => {
  const leaver = await lab.open("leaver", 1, 1);
  await lab.pass(3);
  for (let i = 0; i < TRANSFER_LIMITS.lingeringRooms; i++) lab.rooms.linger(`room ${i}`);
  leaver.leave();
  await lab.until(() => !leaver.isOpen, "it is closed", 2_000);
  expect(await lab.store.has(leaver.id)).toBe(true);
  await lab.kill();
  const bank = await lab.open("bank");
  await settled(lab.find(leaver.id), bank);
  expect(bank.units).toEqual([1]);
});

it("what a room posted before it was set aside is not given back, and what it did not is", async () => {
  const [red, green] = [await lab.open("vault", 1, 4), await lab.open("vault")];
  await lab.pass(3);
  red.send(green.id);
  await lab.until(() => green.units.length === 1, "it is there");
  green.order({ type: "blowUp" });
  red.send(green.id, 2);
  await lab.until(() => !green.isOpen, "the other room has failed");
  await settled(red);
  expect([...red.units].sort()).toEqual([2, 3, 4]);
  await lab.until(() => lab.estates.counts.estates === 0, "nothing is left to settle");
});

it("what a room had in escrow when it was set aside arrives all the same", async () => {
  const red = await lab.open("vault", 1, 5);
  await lab.pass(3);
  red.send(standingRoom("bank"), 2);
  await fail(red);
  expect(lab.estates.counts.estates).toBe(1);
  await lab.kill();
  expect(lab.estates.counts.estates).toBe(1);
  const bank = await lab.open("bank");
  await lab.until(() => lab.estates.counts.estates === 0, "nothing is left to settle");
  await settled(bank);
  expect(placesIn([bank])).toEqual({ 1: `held by ${bank.id}`, 2: `held by ${bank.id}` });
});

it("or goes to the heir if its receiver refuses it; without one, it stays with the operator", async () => {
  const [green, bank] = [await lab.open("vault"), await lab.open("bank")];
  const [rich, poor] = [await lab.open("vault", 5, 1), await lab.open("heirless", 10, 1)];
  await lab.pass(3);
  for (const vault of [rich, poor]) {
    vault.send(green.id);
    await fail(vault);
  }
  await lab.until(() => lab.estates.counts.estates === 1, "one is settled");
  await settled(green, bank);
  expect([green.units, bank.units, lab.estates.counts.unclaimed]).toEqual([[], [5], 1]);
  expect([...bank.world.transfers.sources.keys()].map(returnedFrom)).toEqual([rich.id]);
  const waits = `room ${poor.id} was set aside; nobody takes 1 of the transfers that it had sent`;
  expect(lab.bench.logged).toContain(waits);
  await lab.kill();
  expect(lab.estates.counts).toEqual({ estates: 1, unclaimed: 1 });
  expect(lab.bench.logged).toContain(waits);
});

it("a room of an earlier version ends with its round, but not before its transfers are settled", async () => {
  const old = await lab.open("earlier", 1, 1);
  earlier.retiring = true;
  await lab.pass(3);
  old.send(standingRoom("bank"));
  await lab.pass(ROUND_TICKS + 3);
  expect([old.isOpen, old.client?.closed?.code]).toEqual([true, CLOSE.otherVersion.code]);
  const bank = await lab.open("bank");
  await lab.until(() => !old.isOpen, "it has ended");
  await settled(bank);
  expect(bank.units).toEqual([1]);
  earlier.retiring = false;
});

it("D4: nothing leaves a room whose disk is full, until it is journaled again", async () => {
  const disk = brittle(memoryFileSystem());
  await lab.start(disk.files);
  const [red, green] = [await lab.open("vault", 1, 2), await lab.open("vault")];
  await lab.pass(6);
  disk.breakWith("ENOSPC");
  red.send(green.id);
  await lab.pass(60);
  expect([red.units, green.units, red.isSettled]).toEqual([[2], [], false]);
  disk.breakWith(null);
  await settled(red, green);
  expect([red.units, green.units]).toEqual([[2], [1]]);
});
