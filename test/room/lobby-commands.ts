import { lobby } from "../../shared/games/lobby/index.ts";
import { encodeLobbyCommand, type LobbyClientCommand } from "../../shared/games/lobby/wire/client-command.ts";
import { decodeEvents, decodeRefusal } from "../../shared/wire/messages.ts";
import type { FakeClient } from "../harness/fake-client.ts";

/** Takes out the events that the client has received, decoded. */
export const said = (client: FakeClient) =>
  client.take("events").flatMap((bytes) => decodeEvents(bytes).map(({ bytes: one }) => lobby.codecs.event.decode(one)));
/** Takes out the refusals that the client has received, decoded. */
export const refusals = (client: FakeClient) => client.take("refusal").map(decodeRefusal);
export const send = (client: FakeClient, command: LobbyClientCommand) => client.command(0, encodeLobbyCommand(command));
export const open = { type: "open", channel: "lobby", after: -1, nonce: 1 } as const;
export const say = (text: string, nonce = 2) => ({ type: "say", channel: "lobby", text, nonce }) as const;
