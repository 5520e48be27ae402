import { Packr, unpack } from "msgpackr";
import { ApiRefusal } from "../../../server/http/api-refusal.ts";
import { Devices } from "../../../server/platform/identity/devices.ts";
import { parsePassword } from "../../../server/platform/identity/passwords.ts";
import { RefreshCookie } from "../../../server/platform/identity/refresh-cookie.ts";
import { type Claims, Keyring, TOKEN_LIFETIME_MS } from "../../../server/platform/identity/tokens.ts";
import { PLAIN_FRAMES } from "../../../server/transport/frames.ts";
import { InboundGuard } from "../../../server/transport/guard.ts";
import { isPlainMessagePack } from "../../../server/transport/message-pack.ts";
import { readUpgrade } from "../../../server/transport/upgrade.ts";
import { TRANSPORT_LIMITS } from "../../../shared/wire/limits.ts";
import { senderAt } from "../../harness/senders.ts";
import { bytesLike, textLike } from "../mutate.ts";
import type { Random } from "../random.ts";
import { outcome, type Target, target } from "../target.ts";

const CPU = { caseUs: 3_000, byteUs: 3 };
const SECRETS = ["a secret of this test, and long enough", "an older secret of this test, long enough"];
const NOW_MS = 1_800_000_000_000;
const keys = new Keyring(SECRETS, () => NOW_MS);
const devices = new Devices(SECRETS, "here");
const refresh = new RefreshCookie({ secrets: SECRETS, storeId: "here", basePath: "" });
const SESSION = "abcdefghijklmnopqrstuvwx";

const claims: Claims = {
  player: 7,
  session: SESSION,
  name: "Ana",
  role: "player",
  expiresAtMs: NOW_MS + TOKEN_LIFETIME_MS.bearer,
  use: "bearer",
};
const TOKENS = await Promise.all([
  keys.sign(claims),
  keys.sign({ ...claims, use: "access" }),
  keys.sign({ ...claims, expiresAtMs: NOW_MS - 1_000 }),
  new Keyring(["somebody else's secret, long enough too"], () => NOW_MS).sign(claims),
]);
/** Two of the four are good. */
const token = (random: Random): string => random.pick(TOKENS);

const pair = (header: string): string => header.split(";", 1)[0] ?? "";
const cookies = (random: Random): string =>
  random
    .some(4, () =>
      random.pick([
        pair(devices.cookie(random.below(99), true)),
        pair(refresh.write({ session: SESSION, n: 1 + random.below(50) }, 1_000, false)),
        pair(devices.playersCookie(1 + random.below(9), [3, 4], false)),
        "theme=dark",
        "a=b=c",
      ]),
    )
    .concat(pair(refresh.write({ session: SESSION, n: 1 }, 1_000, false)))
    .join("; ");

function upgrade(random: Random): string {
  const parameters = [`sessionId=s${random.below(99)}`, "wire=0123456789abcdef"];
  if (random.oneIn(3)) parameters.push(`reconnectionToken=${"t".repeat(random.below(60))}`);
  if (random.oneIn(3)) parameters.push(`_authToken=${token(random)}`);
  if (random.oneIn(3)) parameters.push("skipHandshake=1");
  return `/process-1/room-${random.below(9)}?${parameters.join("&")}`;
}

const records = new Packr();
const plain = new Packr({ useRecords: false });

function data(random: Random, depth = 3): unknown {
  const kind = random.below(depth > 0 ? 9 : 6);
  if (kind === 6) return random.some(4, () => data(random, depth - 1));
  if (kind > 6) return Object.fromEntries(random.some(4, () => [random.text(2), data(random, depth - 1)]));
  return [null, true, random.whole(), -random.below(9), random.text(4), random.below(1_000) / 7][kind];
}

const length = ({ length: size }: { readonly length: number }): number => size;

/** What proves who somebody is, and what sockets send. */
export const SECRET_TEXTS: readonly Target[] = [
  target<string>({
    name: "token",
    cases: 1_500,
    cpu: CPU,
    generate: (random) => textLike(random, 40, token),
    size: length,
    async run(input) {
      try {
        const { player } = await keys.verify(input);
        if (player !== claims.player) throw new Error(`a forged token is player ${player}'s`);
        return "decoded";
      } catch (error) {
        if (error instanceof ApiRefusal) return "refused";
        throw error;
      }
    },
  }),
  target<string>({
    name: "cookies",
    cases: 2_000,
    cpu: CPU,
    generate: (random) => textLike(random, 40, cookies),
    size: length,
    run(input) {
      const shown = refresh.read(input);
      const [device, players] = [devices.read(input), devices.players(input)];
      refresh.isSent(input);
      return shown !== null || device !== null || players.length > 0 ? "decoded" : "refused";
    },
  }),
  target<string>({
    name: "password",
    cases: 2_000,
    cpu: CPU,
    generate: (random) => textLike(random, 200, () => `${random.text(12)}long enough`),
    size: length,
    run: (input) => outcome(() => parsePassword(input), ApiRefusal),
  }),
  target<string>({
    name: "socket's address",
    cases: 2_000,
    cpu: CPU,
    generate: (random) => textLike(random, 60, upgrade),
    size: length,
    run(input) {
      const url = URL.parse(input, "http://localhost:2567");
      if (url === null) return "refused";
      const wish = readUpgrade(url, new Headers(), "127.0.0.1", senderAt("127.0.0.1"));
      return typeof wish === "string" || wish instanceof Error ? "refused" : "decoded";
    },
  }),
  target<Uint8Array>({
    name: "frame before its room",
    cases: 3_000,
    cpu: CPU,
    generate: (random) =>
      bytesLike(random, 64, () => Uint8Array.of(random.pick([10, 12, 14, 15, 17]), ...random.bytes(30))),
    size: length,
    run: (input) =>
      new InboundGuard(TRANSPORT_LIMITS, PLAIN_FRAMES, 0).judge(input, 0) === null ? "decoded" : "refused",
  }),
  target<Uint8Array>({
    name: "message of a room that takes them",
    seeds: { "a map whose key is a map": 2_880_996_238 },
    cases: 3_000,
    cpu: CPU,
    generate: (random) =>
      bytesLike(random, 64, () => new Uint8Array((random.oneIn(2) ? records : plain).pack(data(random)))),
    size: length,
    run(input) {
      if (!isPlainMessagePack(input, 0)) return "refused";
      unpack(input);
      return "decoded";
    },
  }),
];
