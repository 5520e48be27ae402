import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { IDENTITY_LIMITS } from "../../../shared/wire/limits.ts";
import { ApiRefusal } from "../../http/api-refusal.ts";
import type { Store } from "../store/port.ts";
import type { PasskeyRow } from "../store/rows.ts";
import type { Accounts } from "./accounts.ts";
import type { Challenges } from "./challenges.ts";
import type { ClientInfo } from "./client-info.ts";
import { requireAccount } from "./credentials.ts";
import type { RelyingParty } from "./relying-party.ts";
import type { SignIn } from "./sessions.ts";
import type { SignInLog } from "./sign-in-log.ts";

export interface PasskeysOptions {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly challenges: Challenges;
  readonly log: SignInLog;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

const NAME_MOST = 40;
const ID_BYTES = 4;

/**
 * Registers and verifies the passkeys of accounts. A passkey names its account. Methods reject with {@link ApiRefusal}.
 */
export class Passkeys {
  readonly #options: PasskeysOptions;

  constructor(options: PasskeysOptions) {
    this.#options = options;
  }

  /**
   * The options of a registration, for the browser.
   *
   * @param password required, so that nobody can add a passkey on an open page
   */
  async registration(
    { player }: SignIn,
    password: string,
    party: RelyingParty,
    visit: ClientInfo,
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { store, accounts, challenges } = this.#options;
    requireAccount(player);
    await accounts.requirePassword(player, password, visit);
    const had = await store.passkeysOf(player.id);
    if (had.length >= IDENTITY_LIMITS.passkeys) throw tooMany();
    const userID = new Uint8Array(ID_BYTES);
    new DataView(userID.buffer).setUint32(0, player.id);
    return generateRegistrationOptions({
      ...{ rpName: "Orrery", rpID: party.id, userName: player.name, userDisplayName: player.name, userID },
      challenge: challenges.issue(player.id),
      attestationType: "none",
      excludeCredentials: had.map(({ id }) => ({ id })),
      authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
    });
  }

  async register(
    { player }: SignIn,
    rawName: string,
    response: RegistrationResponseJSON,
    party: RelyingParty,
  ): Promise<PasskeyRow> {
    const { store, wallMs } = this.#options;
    requireAccount(player);
    const found = await this.#verified(player.id, (expectedChallenge) =>
      verifyRegistrationResponse({
        ...{ response, expectedChallenge, expectedOrigin: party.origin, expectedRPID: party.id },
        requireUserVerification: false,
      }),
    );
    if (found.registrationInfo === undefined) throw badResponse();
    const { id, publicKey, counter } = found.registrationInfo.credential;
    const row: PasskeyRow = {
      ...{ id, player: player.id, name: readPasskeyName(rawName), counter },
      publicKey: Buffer.from(publicKey).toString("base64url"),
      ...{ createdAtMs: wallMs(), usedAtMs: 0 },
    };
    if (!(await store.addPasskey(row))) throw tooMany();
    return row;
  }

  authentication(party: RelyingParty): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      rpID: party.id,
      challenge: this.#options.challenges.issue(0),
      userVerification: "preferred",
    });
  }

  async signIn(response: AuthenticationResponseJSON, party: RelyingParty, visit: ClientInfo): Promise<SignIn> {
    const { store, accounts, log, wallMs } = this.#options;
    const known = await store.passkey(response.id);
    const player = known === null ? null : await store.player(known.player);
    if (known === null || player === null)
      throw new ApiRefusal("wrongLogin", "response: no account here has this passkey; it may have been removed");
    const credential = {
      ...{ id: known.id, counter: known.counter },
      publicKey: new Uint8Array(Buffer.from(known.publicKey, "base64url")),
    };
    try {
      const { authenticationInfo } = await this.#verified(0, (expectedChallenge) =>
        verifyAuthenticationResponse({
          ...{ response, expectedChallenge, expectedOrigin: party.origin, expectedRPID: party.id },
          ...{ credential, requireUserVerification: false },
        }),
      );
      const { newCounter: counter } = authenticationInfo;
      await store.changePasskey(player.id, known.id, { counter, usedAtMs: wallMs() });
    } catch (error) {
      if (error instanceof ApiRefusal) await log.failure(player.id, "passkey", visit);
      throw error;
    }
    return accounts.signIn(player, "passkey", visit);
  }

  /** Verifies the response to a challenge that was issued for `player`, and uses the challenge up. */
  async #verified<Found extends { readonly verified: boolean }>(
    player: number,
    verify: (expectedChallenge: (challenge: string) => boolean) => Promise<Found>,
  ): Promise<Found> {
    const { challenges } = this.#options;
    let answered = "";
    const expected = (challenge: string): boolean => {
      answered = challenge;
      return challenges.isGood(challenge, player);
    };
    // The library throws plain errors on invalid input.
    const found = await verify(expected).catch(() => null);
    if (found?.verified !== true || !challenges.use(answered, player)) throw badResponse();
    return found;
  }
}

/** Throws {@link ApiRefusal}. */
export function readPasskeyName(raw: string): string {
  const name = raw.normalize("NFC").replace(/\p{C}/gu, "").trim();
  const length = [...name].length;
  if (length >= 1 && length <= NAME_MOST) return name;
  throw new ApiRefusal("badCall", `name: 1 to ${NAME_MOST} characters are accepted, not ${length}`);
}

const badResponse = (): ApiRefusal =>
  new ApiRefusal("wrongLogin", "response: the passkey could not be checked; it may have taken too long: try again");

const tooMany = (): ApiRefusal =>
  new ApiRefusal("conflict", `at most ${IDENTITY_LIMITS.passkeys} passkeys are kept, each once; remove one first`);
