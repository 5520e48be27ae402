import { z } from "zod";
import { ApiRefusal } from "../../../http/api-refusal.ts";
import { display } from "../../../http/error.ts";
import type { AnyCall, RouteTable } from "../../../http/route.ts";
import { toPlayerDto } from "../accounts.ts";
import { clientInfoOf } from "../client-info.ts";
import { refuseBanned } from "../gate.ts";
import type { SignIn } from "../sessions.ts";
import { about } from "./me.ts";
import { callerOf, type RoutesOptions, route } from "./parts.ts";
import { authenticationForm, PASSKEY_BYTES } from "./passkey-forms.ts";

function refuseStranger(): never {
  throw new ApiRefusal("notSignedIn", "Authorization: a token is needed, as Bearer TOKEN");
}

/** Schema of names and passwords, which are validated later. UTF-16 units. */
const text = z.string("text is accepted").max(1_024, "at most 1024 units are accepted");
/** Whether the page wants a refresh cookie; programs and pages of earlier releases do not say. */
const cookie = z.boolean("true or false is accepted").optional();
const guest = z.strictObject({ name: text.optional(), cookie });
const register = z.strictObject({ name: text, password: text });
const login = register.extend({ cookie });
const recovery = z.strictObject({ name: text, code: text, password: text, cookie });
const nothing = z.strictObject({});
const passkeySignIn = z.strictObject({ response: authenticationForm, cookie });

export function authRoutes(options: RoutesOptions): RouteTable {
  const { accounts, credentials, devices, passkeys, refreshes, sessions, signIns, standings, store, wallMs } = options;

  /** Marks the browser, which recognizes accounts later. */
  function mark(call: AnyCall, player: number, account: boolean): void {
    const before = devices.players(call.headers.get("cookie"));
    if (account) call.reply.append("Set-Cookie", devices.cookie(player, call.secure));
    if (signIns.isOwnPage(call)) call.reply.append("Set-Cookie", devices.playersCookie(player, before, call.secure));
  }

  /**
   * The sign-in of the browser's cookie. A page of an earlier release asks for a guest if it finds no token, because
   * newer pages store none.
   */
  async function holder(call: AnyCall): Promise<SignIn | null> {
    const shown = signIns.shown(call);
    return shown === null ? null : refreshes.peek(shown);
  }

  /** A player who was banned in this browser cannot come back as a new one. */
  async function refuseBannedDevice({ headers }: AnyCall): Promise<void> {
    for (const player of devices.players(headers.get("cookie"))) refuseBanned(await standings.get(player), wallMs());
  }

  return {
    "/auth/guest": {
      POST: route({
        right: "everyone",
        body: guest,
        async answer(call) {
          const { name, cookie } = call.body;
          const known = cookie === undefined ? await holder(call) : null;
          if (known !== null) return { token: await sessions.token(known, "page"), player: toPlayerDto(known.player) };
          await refuseBannedDevice(call);
          const signIn = await accounts.guest(name, call.sender);
          mark(call, signIn.player.id, false);
          return signIns.answer(call, signIn, cookie === true);
        },
      }),
    },
    "/auth/refresh": {
      POST: route({
        right: "own",
        own: (headers) => signIns.requireOwnPage({ headers }),
        async answer(call) {
          const shown = signIns.shown(call);
          const renewed = shown === null ? null : await refreshes.renew(shown);
          if (renewed === null) return signIns.forget(call);
          const me = await about(renewed.signIn.player, store, wallMs());
          return { ...me, ...(await signIns.withCookie(call, renewed)) };
        },
      }),
    },
    "/auth/exchange": {
      POST: route({
        right: "own",
        async own(headers) {
          signIns.requireOwnPage({ headers });
          return (await callerOf(sessions, headers)) ?? refuseStranger();
        },
        async answer(call) {
          if (call.caller.claims.use !== "bearer")
            throw new ApiRefusal("conflict", "Authorization: this token is short-lived already");
          return signIns.answer(call, call.caller, true);
        },
      }),
    },
    "/auth/register": {
      POST: route({
        right: "token",
        body: register,
        async answer(call) {
          const { name, password } = call.body;
          await refuseBannedDevice(call);
          const { player, recoveryCodes } = await accounts.register(call.caller, name, password, clientInfoOf(call));
          mark(call, player.id, true);
          return { token: await sessions.replace(call.caller, player), player: toPlayerDto(player), recoveryCodes };
        },
      }),
    },
    "/auth/login": {
      POST: route({
        right: "everyone",
        body: login,
        async answer(call) {
          const { name, password, cookie } = call.body;
          const device = devices.read(call.headers.get("cookie"));
          const signIn = await accounts.login(name, password, clientInfoOf(call), device);
          mark(call, signIn.player.id, true);
          return signIns.answer(call, signIn, cookie === true);
        },
      }),
    },
    "/auth/recover": {
      POST: route({
        right: "everyone",
        body: recovery,
        async answer(call) {
          const { name, code, password, cookie } = call.body;
          const signIn = await credentials.recover(name, code, password, clientInfoOf(call));
          mark(call, signIn.player.id, true);
          return signIns.answer(call, signIn, cookie === true);
        },
      }),
    },
    "/auth/passkey": {
      GET: route({
        right: "everyone",
        answer: ({ headers, url }) => ({ available: options.partyAt(headers, url) !== null }),
      }),
      POST: route({
        right: "everyone",
        body: passkeySignIn,
        bodyBytes: PASSKEY_BYTES,
        async answer(call) {
          const { response, cookie } = call.body;
          const signIn = await passkeys.signIn(response, options.requireParty(call.headers), clientInfoOf(call));
          mark(call, signIn.player.id, true);
          return signIns.answer(call, signIn, cookie === true);
        },
      }),
    },
    "/auth/passkey/options": {
      POST: route({
        right: "everyone",
        body: nothing,
        answer: ({ headers }) => passkeys.authentication(options.requireParty(headers)),
      }),
    },
    "/auth/logout": {
      POST: route({
        right: "token",
        async answer(call) {
          const { session } = call.caller;
          // A page of an earlier release may have its own sign-in.
          const known = await holder(call);
          await sessions.end(session);
          if (known !== null && known.session.id !== session.id) await sessions.end(known.session);
          if (known !== null) signIns.forget(call);
        },
      }),
    },
    "/auth/sessions": {
      GET: route({
        right: "token",
        async answer({ caller: { player, session } }) {
          const all = await store.sessionsOf(player.id);
          return all.map(({ id, createdAtMs, expiresAtMs }) => ({
            ...{ id, createdAtMs, expiresAtMs },
            current: id === session.id,
          }));
        },
      }),
      // Signs out everywhere, this browser included.
      DELETE: route({
        right: "token",
        async answer(call) {
          await sessions.endAll(call.caller.player.id);
          if (signIns.shown(call) !== null) signIns.forget(call);
        },
      }),
    },
    "/auth/sessions/:id": {
      DELETE: route({
        right: "token",
        async answer({ caller: { player }, params: { id } }) {
          const session = await store.session(id);
          if (session?.player !== player.id)
            throw new ApiRefusal("notFound", `id: ${display(id)} is not one of your sign-ins`);
          await sessions.end(session);
        },
      }),
    },
  };
}
