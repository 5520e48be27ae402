import { z } from "zod";
import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";
import type { PlayerRow, Store } from "../../store/port.ts";
import { type ApiCall, ApiRefusal, type ApiTable, display } from "../../transport/api.ts";
import { isAccount, tell } from "../accounts.ts";
import { countIn, idIn, noSuchPlayer, type RouteParts, whoCalls, withBody } from "./parts.ts";

const LAST_ID = 0x7fff_ffff;
const PAGE = 100;
const KIND = /^[a-z]{1,24}$/;

const rename = z.strictObject({ name: z.string("text is accepted") });
const removal = z.strictObject({ password: z.string("text is accepted").optional() });
const cursor = z.strictObject({ cursor: z.int("a whole number is accepted").min(0).max(LAST_ID) });

/** What a player sees of their own. */
export async function about(player: PlayerRow, store: Store, nowMs: number): Promise<object> {
  const sanctions = await store.sanctionsOf(player.id, nowMs);
  const mute = sanctions.find(({ kind }) => kind === "mute");
  return {
    ...{ player: tell(player), account: isAccount(player) },
    mutedUntilS: mute === undefined ? 0 : Math.ceil(mute.untilMs / 1000),
    cursor: await store.inboxCursor(player.id),
    mutedKinds: await store.mutedKinds(player.id),
  };
}

/** What concerns whoever asks. */
export function meRoutes(parts: RouteParts): ApiTable {
  const { accounts, sessions, store, wallMs } = parts;
  return {
    "/me": {
      GET: {
        async answer(call) {
          const found = await whoCalls(sessions, call);
          const token = await sessions.renew(found);
          return { ...(await about(found.player, store, wallMs())), ...(token !== null && { token }) };
        },
      },
      PATCH: withBody(rename, async (call) => {
        const found = await whoCalls(sessions, call);
        const player = await accounts.rename(found, call.body.name);
        return { token: await sessions.replace(found, player), player: tell(player) };
      }),
      DELETE: withBody(removal, async (call) =>
        accounts.remove(await whoCalls(sessions, call), call.body.password, call.address),
      ),
    },
    ...friendRoutes(parts),
    ...inboxRoutes(parts),
  };
}

function friendRoutes({ sessions, store, metrics }: RouteParts): ApiTable {
  return {
    "/me/friends": {
      GET: {
        async answer(call) {
          const { player } = await whoCalls(sessions, call);
          return (await store.following(player.id)).map(({ id, name }) => ({ id, name }));
        },
      },
    },
    "/me/friends/:id": {
      PUT: {
        async answer(call) {
          const { player } = await whoCalls(sessions, call);
          const friend = idIn(call);
          if (friend === player.id) throw new ApiRefusal("badCall", "id: is your own");
          if ((await store.player(friend)) === null) throw noSuchPlayer(friend);
          const friends = await store.following(player.id);
          if (friends.length >= IDENTITY_LIMITS.friends && !friends.some(({ id }) => id === friend)) {
            metrics.limited("friends");
            throw new ApiRefusal("conflict", `at most ${IDENTITY_LIMITS.friends} friends are kept; remove one first`);
          }
          await store.follow(player.id, friend);
        },
      },
      DELETE: {
        async answer(call) {
          const { player } = await whoCalls(sessions, call);
          await store.unfollow(player.id, idIn(call));
        },
      },
    },
  };
}

function inboxRoutes({ sessions, store, metrics }: RouteParts): ApiTable {
  return {
    "/me/inbox": {
      GET: {
        async answer(call) {
          const { player } = await whoCalls(sessions, call);
          const rows = await store.inbox(player.id, countIn(call, "after", 0, LAST_ID), PAGE + 1);
          const items = rows
            .slice(0, PAGE)
            .map(({ id, kind, atMs, body }) => ({ ...JSON.parse(body), id, kind, atMs }));
          return { items, more: rows.length > PAGE };
        },
      },
      PUT: withBody(cursor, async (call) => {
        const { player } = await whoCalls(sessions, call);
        await store.moveInboxCursor(player.id, call.body.cursor);
      }),
    },
    "/me/muted/:kind": {
      PUT: {
        async answer(call) {
          const { player } = await whoCalls(sessions, call);
          const kind = kindIn(call);
          const kinds = await store.mutedKinds(player.id);
          if (kinds.length >= IDENTITY_LIMITS.mutedKinds && !kinds.includes(kind)) {
            metrics.limited("mutedKinds");
            throw new ApiRefusal("conflict", `at most ${IDENTITY_LIMITS.mutedKinds} kinds are kept muted`);
          }
          await store.muteKind(player.id, kind, true);
        },
      },
      DELETE: {
        async answer(call) {
          const { player } = await whoCalls(sessions, call);
          await store.muteKind(player.id, kindIn(call), false);
        },
      },
    },
  };
}

function kindIn(call: ApiCall): string {
  const kind = call.params.kind ?? "";
  if (KIND.test(kind)) return kind;
  throw new ApiRefusal("badCall", `kind: ${display(kind)} is not 1 to 24 small letters`);
}
