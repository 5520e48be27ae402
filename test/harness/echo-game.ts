import type { EventId } from "../../server/outbox/index.ts";
import type { RoomDefinition } from "../../server/runtime/room-definition.ts";
import type { Codec, Machine } from "../../shared/machine.ts";
import { Hasher } from "../../shared/math/hash.ts";
import { type TugCommand, type TugConfig, type TugEvent, type TugWorld, tug, tugRoom } from "./tiny-game.ts";

/** Tug of war that also hears what is shouted elsewhere, and writes down every time it is told. */
export type EchoCommand = TugCommand | { readonly type: "echo"; readonly of: EventId };
export interface EchoWorld extends TugWorld {
  readonly heard: string[];
}

const json = <T>(): Codec<T> => ({
  encode: (value) => new TextEncoder().encode(JSON.stringify(value)),
  decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)),
});

export const echo: Machine<EchoWorld, EchoCommand, TugEvent, TugConfig> = {
  ...{ id: "echo", version: 1, tickHz: tug.tickHz, tick: tug.tick, nextWake: tug.nextWake },
  codecs: { ...tug.codecs, command: json() },
  create: (seed, config) => ({ ...tug.create(seed, config), heard: [] }),
  step(world, commands, emit) {
    const pulls: TugCommand[] = [];
    for (const command of commands)
      if (command.type === "echo") world.heard.push(placeOf(command.of));
      else pulls.push(command);
    tug.step(world, pulls, emit);
  },
  save: json<EchoWorld>().encode,
  load: json<EchoWorld>().decode,
  hash: (world) => new Hasher().text(JSON.stringify(world)).digest(),
};

export const placeOf = ({ tick, index }: { readonly tick: number; readonly index: number }) => `${tick}.${index}`;

export function echoRoom(
  name: string,
  seats: number,
): RoomDefinition<EchoWorld, EchoCommand, TugEvent, TugConfig, { team: string }> {
  const { machine: _, merge, commands, ...rest } = tugRoom(name, seats);
  return {
    ...rest,
    machine: echo,
    commands: { ...commands, causationId: (command) => (command.type === "echo" ? command.of : null) },
    merge: (previous, next) => (previous.type === "echo" || next.type === "echo" ? null : merge(previous, next)),
  };
}
