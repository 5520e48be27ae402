import { z } from "zod";
import { ApiRefusal } from "../../../http/api-refusal.ts";
import { display } from "../../../http/error.ts";
import type { RouteTable } from "../../../http/route.ts";
import type { PasskeyRow } from "../../store/rows.ts";
import { clientInfoOf } from "../client-info.ts";
import { exportPlayer } from "../export.ts";
import { readPasskeyName } from "../passkeys.ts";
import { type RoutesOptions, route } from "./parts.ts";
import { PASSKEY_BYTES, registrationForm } from "./passkey-forms.ts";

const text = z.string("text is accepted").max(1_024, "at most 1024 units are accepted");
const withPassword = z.strictObject({ password: text });
const change = z.strictObject({ old: text, password: text });
const naming = z.strictObject({ name: text });
const making = z.strictObject({ name: text, response: registrationForm });
/** Cost of an export in the budget of requests: it reads much. */
const EXPORT_COST = 20;

const shown = ({ id, name, createdAtMs, usedAtMs }: PasskeyRow) => ({ id, name, createdAtMs, usedAtMs });
const noSuchPasskey = (id: string): ApiRefusal =>
  new ApiRefusal("notFound", `id: ${display(id)} is not one of your passkeys`);

/** Routes about an account's credentials, its sign-in history and the export of its data. */
export function securityRoutes(options: RoutesOptions): RouteTable {
  const { credentials, passkeys, store, linesOf, wallMs } = options;
  return {
    "/me/password": {
      POST: route({
        right: "token",
        body: change,
        answer: (call) =>
          credentials.changePassword(call.caller, call.body.old, call.body.password, clientInfoOf(call)),
      }),
    },
    "/me/recovery-codes": {
      POST: route({
        right: "token",
        body: withPassword,
        async answer(call) {
          return { recoveryCodes: await credentials.newCodes(call.caller, call.body.password, clientInfoOf(call)) };
        },
      }),
    },
    "/me/security": {
      GET: route({
        right: "token",
        async answer({ caller: { player }, headers, url }) {
          const signIns = await store.signInsOf(player.id);
          return {
            recoveryCodesLeft: await store.recoveryCodesLeft(player.id),
            passkeysAvailable: options.partyAt(headers, url) !== null,
            passkeys: (await store.passkeysOf(player.id)).map(shown),
            signIns: signIns.map(({ player: _, ...row }) => row),
          };
        },
      }),
    },
    "/me/passkeys/options": {
      POST: route({
        right: "token",
        body: withPassword,
        answer: (call) =>
          passkeys.registration(
            call.caller,
            call.body.password,
            options.requireParty(call.headers),
            clientInfoOf(call),
          ),
      }),
    },
    "/me/passkeys": {
      POST: route({
        right: "token",
        body: making,
        bodyBytes: PASSKEY_BYTES,
        async answer({ caller, body: { name, response }, headers }) {
          return shown(await passkeys.register(caller, name, response, options.requireParty(headers)));
        },
      }),
    },
    "/me/passkeys/:id": {
      PATCH: route({
        right: "token",
        body: naming,
        async answer({ caller: { player }, params: { id }, body }) {
          const name = readPasskeyName(body.name);
          if (!(await store.changePasskey(player.id, id, { name }))) throw noSuchPasskey(id);
        },
      }),
      DELETE: route({
        right: "token",
        async answer({ caller: { player }, params: { id } }) {
          if (!(await store.removePasskey(player.id, id))) throw noSuchPasskey(id);
        },
      }),
    },
    "/me/export": {
      GET: route({
        right: "token",
        cost: EXPORT_COST,
        answer: ({ caller: { player } }) => exportPlayer(player.id, { store, linesOf, wallMs }),
      }),
    },
  };
}
