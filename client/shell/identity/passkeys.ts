import type { Api } from "./api.ts";
import { ApiError } from "./api.ts";
import type { PasskeyInfo, SignInAnswer } from "./api-types.ts";

/** Whether this browser can use passkeys on this page. */
export const supportsPasskeys = (): boolean => window.isSecureContext && "PublicKeyCredential" in window;

/** Loaded on first use: most players never need it. */
const library = () => import("@simplewebauthn/browser");

/** Creates a passkey in the browser and registers it with the server. Rejects with `ApiError`. */
export async function createPasskey(api: Api, password: string, name: string): Promise<PasskeyInfo> {
  const optionsJSON = await api.newPasskeyOptions(password);
  const { startRegistration } = await library();
  return api.addPasskey(name, await withApiErrors(() => startRegistration({ optionsJSON })));
}

/** Lets the player choose a passkey and signs in with it. Rejects with `ApiError`. */
export async function signInWithPasskey(api: Api): Promise<SignInAnswer> {
  const optionsJSON = await api.passkeyOptions();
  const { startAuthentication } = await library();
  return api.passkeySignIn(await withApiErrors(() => startAuthentication({ optionsJSON })));
}

const WORDS: Readonly<Record<string, string>> = {
  NotAllowedError: "No passkey was used: the request was cancelled or took too long.",
  AbortError: "No passkey was used: the request was cancelled or took too long.",
  InvalidStateError: "This device already has a passkey for this account.",
  SecurityError: "Passkeys do not work at this address.",
};

/** Turns the browser's errors into `ApiError`, in words for a player. */
async function withApiErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { name, cause } = error as { name?: string; cause?: { name?: string } };
    throw new ApiError(0, WORDS[name ?? ""] ?? WORDS[cause?.name ?? ""] ?? "The browser could not use a passkey.");
  }
}
