import { ByteReader, ByteWriter } from "../../shared/codec/bytes.ts";
import { type Field, integer, text, unionCodec } from "../../shared/codec/union.ts";
import type { Machine } from "../../shared/machine.ts";
import { Hasher } from "../../shared/math/hash.ts";
import {
  canStartTransfer,
  hashTransfers,
  loadTransfers,
  newTransfers,
  POSTED,
  saveTransfers,
  startTransfer,
  type TransferMessage,
  type Transfers,
  takeTransferMessage,
  transferMessage,
} from "../../shared/transfers/index.ts";

/** A vault holds numbered units and sends them to other vaults. */
export interface VaultWorld {
  tick: number;
  /** In the order of arrival. */
  units: readonly number[];
  readonly transfers: Transfers;
}

export type VaultCommand =
  /** Sends the oldest unit, if there is one. */
  | { readonly type: "send"; readonly to: string }
  | { readonly type: "fill"; readonly from: number; readonly count: number }
  | { readonly type: "transfers"; readonly message: TransferMessage }
  /** Makes the step throw. */
  | { readonly type: "blowUp" }
  | { readonly type: "seat" };

/** Code of a vault that takes no unit whose number the config's `refusesEvery` divides. */
export const VAULT_REFUSES = 7;

export interface VaultConfig {
  /** 0: it refuses none. */
  readonly refusesEvery: number;
}

const UNIT = integer(0, 2 ** 32);
const command = unionCodec<VaultCommand>({
  send: { code: 0, fields: { to: text(128) } },
  fill: { code: 1, fields: { from: UNIT, count: UNIT } },
  transfers: { code: 2, fields: { message: transferMessage satisfies Field<TransferMessage> } },
  blowUp: { code: 3, fields: {} },
  seat: { code: 4, fields: {} },
});

/** @param config the same for all vaults of a machine, as steps do not see it */
export function vaultMachine(config: VaultConfig): Machine<VaultWorld, VaultCommand, never, VaultConfig> {
  const takes = (unit: number) => config.refusesEvery === 0 || unit % config.refusesEvery !== 0;
  return {
    id: "vault",
    version: 1,
    tickHz: 60,
    codecs: {
      command,
      event: { encode: () => new Uint8Array(0), decode: () => neverAnEvent() },
      config: { encode: () => new Uint8Array(0), decode: () => config },
    },
    create: () => ({ tick: 0, units: [], transfers: newTransfers() }),
    step(world, commands) {
      world.tick++;
      for (const each of commands) apply(world, each, takes);
    },
    tick: ({ tick }) => tick,
    nextWake: () => null,
    save({ tick, units, transfers }) {
      const out = new ByteWriter().varint(tick).varint(units.length);
      for (const unit of units) out.varint(unit);
      saveTransfers(transfers, out);
      return out.finish();
    },
    load(bytes) {
      const from = new ByteReader(bytes);
      const tick = from.varint();
      const units = Array.from({ length: from.varint() }, () => from.varint());
      const transfers = loadTransfers(from);
      from.expectEnd();
      return { tick, units, transfers };
    },
    hash({ tick, units, transfers }) {
      const hasher = new Hasher().number(tick);
      for (const unit of units) hasher.number(unit);
      hashTransfers(transfers, hasher);
      return hasher.digest();
    },
  };
}

function neverAnEvent(): never {
  throw new Error("vaults emit nothing");
}

function apply(world: VaultWorld, each: VaultCommand, takes: (unit: number) => boolean): void {
  switch (each.type) {
    case "send": {
      const [unit, ...rest] = world.units;
      if (unit === undefined || !canStartTransfer(world.transfers)) return;
      world.units = rest;
      startTransfer(world.transfers, each.to, payloadOf(unit));
      return;
    }
    case "fill":
      world.units = [...world.units, ...Array.from({ length: each.count }, (_, i) => each.from + i)];
      return;
    case "transfers":
      takeTransferMessage(world.transfers, each.message, {
        post(_from, payload) {
          const unit = unitIn(payload);
          if (!takes(unit)) return VAULT_REFUSES;
          world.units = [...world.units, unit];
          return POSTED;
        },
        settled({ payload }, code) {
          if (code !== POSTED) world.units = [...world.units, unitIn(payload)];
        },
      });
      return;
    case "blowUp":
      throw new Error("blown up");
    case "seat":
  }
}

export const payloadOf = (unit: number): Uint8Array => new ByteWriter().varint(unit).finish();

/** Throws `CodecError`. */
export function unitIn(payload: Uint8Array): number {
  const from = new ByteReader(payload);
  const unit = from.varint();
  from.expectEnd();
  return unit;
}

/** Every place in which these vaults have a unit. A unit that its receiver has posted is no longer in the sender's escrow. */
export function placesOf(vaults: ReadonlyMap<string, VaultWorld>): Map<number, string[]> {
  const places = new Map<number, string[]>();
  const put = (unit: number, place: string) => void places.set(unit, [...(places.get(unit) ?? []), place]);
  for (const [id, { units, transfers }] of vaults) {
    for (const unit of units) put(unit, `held by ${id}`);
    for (const { to, number, payload } of transfers.open) {
      const receiver = vaults.get(to)?.transfers.sources.get(id);
      const answer = receiver?.answers.find((each) => each.number === number);
      if (answer?.code !== POSTED) put(unitIn(payload), `in escrow from ${id} to ${to}, number ${number}`);
    }
  }
  return places;
}
