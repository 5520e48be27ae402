import { z } from "zod";
import { type ApiCall, ApiRefusal, type ApiTable, display } from "../../transport/api.ts";
import type { Welcome } from "../accounts.ts";
import { type RouteParts, whoCalls, withBody } from "./parts.ts";

/** What a name or a password is read from; both are looked at closer then. UTF-16 units. */
const text = z.string("text is accepted").max(1_024, "at most 1024 units are accepted");
const guest = z.strictObject({ name: text.optional() });
const login = z.strictObject({ name: text, password: text });

export function authRoutes({ accounts, devices, sessions, store }: RouteParts): ApiTable {
  function marked(call: ApiCall, welcome: Welcome): Welcome {
    call.reply.append("Set-Cookie", devices.cookie(welcome.player.id, call.secure));
    return welcome;
  }

  return {
    "/auth/guest": { POST: withBody(guest, ({ body, address }) => accounts.guest(body.name, address)) },
    "/auth/register": {
      POST: withBody(login, async (call) => {
        const { name, password } = call.body;
        return marked(call, await accounts.register(await whoCalls(sessions, call), name, password, call.address));
      }),
    },
    "/auth/login": {
      POST: withBody(login, async (call) => {
        const { name, password } = call.body;
        const device = devices.read(call.headers.get("cookie"));
        return marked(call, await accounts.login(name, password, call.address, device));
      }),
    },
    "/auth/logout": {
      POST: {
        async answer(call) {
          await sessions.end((await whoCalls(sessions, call)).session);
        },
      },
    },
    "/auth/sessions": {
      GET: {
        async answer(call) {
          const { player, session } = await whoCalls(sessions, call);
          const all = await store.sessionsOf(player.id);
          return all.map(({ id, createdAtMs, expiresAtMs }) => ({
            ...{ id, createdAtMs, expiresAtMs },
            current: id === session.id,
          }));
        },
      },
    },
    "/auth/sessions/:id": {
      DELETE: {
        async answer(call) {
          const { player } = await whoCalls(sessions, call);
          const id = call.params.id ?? "";
          const session = await store.session(id);
          if (session?.player !== player.id)
            throw new ApiRefusal("notFound", `id: ${display(id)} is none of your sign-ins`);
          await sessions.end(session);
        },
      },
    },
  };
}
