import type { Gate } from "../../server/runtime/admission.ts";
import { ANONYMOUS, type Person } from "../../server/runtime/room-definition.ts";

/** A token that says itself who bears it: for servers whose gate is {@link fakeGate}. */
export const tokenOf = ({ player, name, role, mutedUntilS }: Person): string =>
  [player, role, mutedUntilS, encodeURIComponent(name)].join("~");

export const person = (player: number, name = `p${player}`, role = 0, mutedUntilS = 0): Person => ({
  ...{ player, name, role, mutedUntilS },
});

/** Believes what tokens say. */
export const fakeGate: Gate = async (token) => {
  if (token === null || token === "") return ANONYMOUS;
  const [player, role, mutedUntilS, name] = token.split("~");
  return {
    player: Number(player),
    name: decodeURIComponent(name),
    role: Number(role),
    mutedUntilS: Number(mutedUntilS),
  };
};
