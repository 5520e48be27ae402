import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";

/** Maximum body of a call with an authenticator's response, bytes. */
export const PASSKEY_BYTES = 16_384;

const encoded = z.string("text is accepted").max(PASSKEY_BYTES, "is too long");
const credential = {
  id: encoded,
  rawId: encoded,
  type: z.literal("public-key", "public-key is accepted"),
  authenticatorAttachment: z.enum(["platform", "cross-platform"]).nullish(),
  clientExtensionResults: z.record(z.string(), z.unknown()),
};

/** The result of `PublicKeyCredential.toJSON`, whose fields may also be null. */
export const registrationForm = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: encoded,
      attestationObject: encoded,
      authenticatorData: encoded.nullish(),
      transports: z.array(encoded).max(8).nullish(),
      publicKeyAlgorithm: z.number().nullish(),
      publicKey: encoded.nullish(),
    }),
  })
  .transform((shown) => shown as unknown as RegistrationResponseJSON);

export const authenticationForm = z
  .strictObject({
    ...credential,
    response: z.strictObject({
      clientDataJSON: encoded,
      authenticatorData: encoded,
      signature: encoded,
      userHandle: encoded.nullish(),
    }),
  })
  .transform((shown) => shown as unknown as AuthenticationResponseJSON);
