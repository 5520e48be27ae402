import type { Api } from "./api.ts";
import { ApiError } from "./api.ts";
import type { PasskeyInfo, SignedIn } from "./shapes.ts";

/** Whether this browser can use passkeys on this page. */
export const hasPasskeys = (): boolean => window.isSecureContext && "PublicKeyCredential" in window;

/** Loaded when it is needed: most players never do. */
const library = () => import("@simplewebauthn/browser");

/** Has the browser make a passkey, and the server keep it. Rejects with `ApiError`. */
export async function makePasskey(api: Api, password: string, name: string): Promise<PasskeyInfo> {
  const optionsJSON = await api.newPasskeyOptions(password);
  const { startRegistration } = await library();
  return api.addPasskey(name, await asked(() => startRegistration({ optionsJSON })));
}

/** Has the browser ask which passkey to sign in with. Rejects with `ApiError`. */
export async function signInWithPasskey(api: Api): Promise<SignedIn> {
  const optionsJSON = await api.passkeyOptions();
  const { startAuthentication } = await library();
  return api.passkeySignIn(await asked(() => startAuthentication({ optionsJSON })));
}

const WORDS: Readonly<Record<string, string>> = {
  NotAllowedError: "The browser gave no passkey: it was cancelled, or took too long.",
  AbortError: "The browser gave no passkey: it was cancelled, or took too long.",
  InvalidStateError: "This device has a passkey for the account already.",
  SecurityError: "Passkeys do not work at this address.",
};

/** What a browser refuses, in words for a player. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { name, cause } = error as { name?: string; cause?: { name?: string } };
    throw new ApiError(0, WORDS[name ?? ""] ?? WORDS[cause?.name ?? ""] ?? "The browser could not use a passkey.");
  }
}
