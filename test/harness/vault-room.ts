import { schema, t } from "@colyseus/schema";
import { Replica } from "../../server/replication/replica.ts";
import type { Projection, RoomDefinition } from "../../server/runtime/room-definition.ts";
import { CodecError } from "../../shared/machine.ts";
import { fingerprint } from "../../shared/wire/fingerprint.ts";
import { type VaultCommand, type VaultConfig, type VaultWorld, vaultMachine } from "./vaults.ts";

const VaultState = schema({ tick: t.uint32(), events: t.string() }, "VaultState");

export type VaultRoom = RoomDefinition<VaultWorld, VaultCommand, never, VaultConfig, object>;

/** A room of one vault, which its clients fill and empty. */
export function vaultRoom(
  name: string,
  config: VaultConfig,
  { heir, ...more }: Partial<VaultRoom> & { readonly heir?: string } = {},
): VaultRoom {
  const machine = vaultMachine(config);
  const seat = (): VaultCommand => ({ type: "seat" });
  return {
    name,
    machine,
    config,
    wire: fingerprint({ state: VaultState, machine, commandsVersion: 1 }),
    seats: 2,
    patchEveryTicks: 3,
    seatHoldS: 60,
    onJournalFailure: "degrade",
    admit: () => ({}),
    commands: {
      ...{ join: seat, drop: seat, back: seat, leave: seat },
      decode(_seat, body) {
        const command = machine.codecs.command.decode(body);
        if (command.type === "transfers") throw new CodecError("only rooms send messages about transfers");
        return command;
      },
    },
    merge: () => null,
    transfers: {
      of: ({ transfers }) => transfers,
      command: (message) => ({ type: "transfers", message }),
      ...(heir !== undefined && { heir }),
    },
    project,
    ...more,
  };
}

function project(world: VaultWorld): Projection {
  const replica = new Replica(VaultState, { seats: 0, maps: {} });
  const { tick } = replica.root.columns;
  return { replica, halfWidthPx: 1, eye() {}, write: () => replica.root.set(0, tick, world.tick) };
}
