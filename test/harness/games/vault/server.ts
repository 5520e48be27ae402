import { vaultRoom } from "../../vault-room.ts";
import type { VaultCommand, VaultWorld } from "../../vaults.ts";

/** What the vaults of a server do by themselves. */
export const pump = {
  /** Ids of the rooms that they send units to, each at every third tick; none: they rest. */
  rooms: [] as readonly string[],
};
export const UNITS_EACH = 10;

const definition = vaultRoom("vault", { refusesEvery: 3 });
const { machine } = definition;

function send({ tick }: VaultWorld): VaultCommand | null {
  const { rooms } = pump;
  return rooms.length === 0 || tick % 3 !== 0 ? null : { type: "send", to: rooms[(tick / 3) % rooms.length] };
}

export default {
  define: () => ({
    ...definition,
    seats: 16,
    machine: {
      ...machine,
      create(seed: number, config: typeof definition.config) {
        const first = (seed % 2 ** 27) * 16;
        const units = Array.from({ length: UNITS_EACH }, (_, i) => first + i);
        return { ...machine.create(seed, config), units };
      },
      nextWake: (world: VaultWorld) => (pump.rooms.length === 0 ? null : world.tick + 1),
    },
    provide: send,
  }),
};
