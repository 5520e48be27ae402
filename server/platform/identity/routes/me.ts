import { z } from "zod";
import { IDENTITY_LIMITS } from "../../../../shared/wire/limits.ts";
import { ApiRefusal } from "../../../http/api-refusal.ts";
import { display } from "../../../http/error.ts";
import type { RouteTable } from "../../../http/route.ts";
import type { Store } from "../../store/port.ts";
import type { PlayerRow } from "../../store/rows.ts";
import { isAccount, toPlayerDto } from "../accounts.ts";
import { clientInfoOf } from "../client-info.ts";
import { count, noSuchPlayer, playerId, type RoutesOptions, route } from "./parts.ts";

const LAST_ID = 0x7fff_ffff;
const PAGE = 100;

const rename = z.strictObject({ name: z.string("text is accepted") });
const removal = z.strictObject({ password: z.string("text is accepted").optional() });
const friend = z.object({ id: playerId });
const kind = z.object({
  kind: z
    .string()
    .regex(/^[a-z]{1,24}$/, { error: ({ input }) => `${display(String(input))} is not 1 to 24 small letters` }),
});
const cursor = z.strictObject({ cursor: z.int("a whole number is accepted").min(0).max(LAST_ID) });

/** The player's own data. */
export async function about(player: PlayerRow, store: Store, nowMs: number): Promise<object> {
  const sanctions = await store.sanctionsOf(player.id, nowMs);
  const mute = sanctions.find(({ kind }) => kind === "mute");
  return {
    ...{ player: toPlayerDto(player), account: isAccount(player) },
    mutedUntilS: mute === undefined ? 0 : Math.ceil(mute.untilMs / 1000),
    cursor: await store.inboxCursor(player.id),
    mutedKinds: await store.mutedKinds(player.id),
  };
}

/** Routes about the caller. */
export function meRoutes(options: RoutesOptions): RouteTable {
  const { accounts, sessions, store, wallMs } = options;
  return {
    "/me": {
      GET: route({
        right: "token",
        async answer({ caller }) {
          const token = await sessions.renew(caller);
          return { ...(await about(caller.player, store, wallMs())), ...(token !== null && { token }) };
        },
      }),
      PATCH: route({
        right: "token",
        body: rename,
        async answer({ caller, body }) {
          const player = await accounts.rename(caller, body.name);
          return { token: await sessions.replace(caller, player), player: toPlayerDto(player) };
        },
      }),
      DELETE: route({
        right: "token",
        body: removal,
        answer: (call) => accounts.remove(call.caller, call.body.password, clientInfoOf(call)),
      }),
    },
    ...friendRoutes(options),
    ...inboxRoutes(options),
  };
}

function friendRoutes({ store, metrics }: RoutesOptions): RouteTable {
  return {
    "/me/friends": {
      GET: route({
        right: "token",
        async answer({ caller: { player } }) {
          return (await store.following(player.id)).map(({ id, name }) => ({ id, name }));
        },
      }),
    },
    "/me/friends/:id": {
      PUT: route({
        right: "token",
        params: friend,
        async answer({ caller: { player }, params: { id: friend } }) {
          if (friend === player.id) throw new ApiRefusal("badCall", "id: is your own");
          if ((await store.player(friend)) === null) throw noSuchPlayer(friend);
          const friends = await store.following(player.id);
          if (friends.length >= IDENTITY_LIMITS.friends && !friends.some(({ id }) => id === friend)) {
            metrics.limited("friends");
            throw new ApiRefusal("conflict", `at most ${IDENTITY_LIMITS.friends} friends are kept; remove one first`);
          }
          await store.follow(player.id, friend);
        },
      }),
      DELETE: route({
        right: "token",
        params: friend,
        answer: ({ caller, params }) => store.unfollow(caller.player.id, params.id),
      }),
    },
  };
}

function inboxRoutes({ store, metrics, readRows }: RoutesOptions): RouteTable {
  return {
    "/me/inbox": {
      GET: route({
        right: "token",
        query: z.strictObject({ after: count(0, LAST_ID) }),
        async answer({ caller: { player }, query }) {
          const rows = await store.inbox(player.id, query.after, PAGE + 1);
          const items = readRows.rows("inbox", rows.slice(0, PAGE), ({ id, kind, atMs, body }) => ({
            ...JSON.parse(body),
            ...{ id, kind, atMs },
          }));
          return { items, more: rows.length > PAGE };
        },
      }),
      PUT: route({
        right: "token",
        body: cursor,
        answer: ({ caller, body }) => store.moveInboxCursor(caller.player.id, body.cursor),
      }),
    },
    "/me/muted/:kind": {
      PUT: route({
        right: "token",
        params: kind,
        async answer({ caller: { player }, params: { kind } }) {
          const kinds = await store.mutedKinds(player.id);
          if (kinds.length >= IDENTITY_LIMITS.mutedKinds && !kinds.includes(kind)) {
            metrics.limited("mutedKinds");
            throw new ApiRefusal("conflict", `at most ${IDENTITY_LIMITS.mutedKinds} kinds are kept muted`);
          }
          await store.muteKind(player.id, kind, true);
        },
      }),
      DELETE: route({
        right: "token",
        params: kind,
        answer: ({ caller, params }) => store.muteKind(caller.player.id, params.kind, false),
      }),
    },
  };
}
