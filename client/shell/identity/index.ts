export { Api, ApiError, apiErrorMessage } from "./api.ts";
export type * from "./api-types.ts";
export { PERIODS } from "./api-types.ts";
export { Identity, type IdentityStatus } from "./identity.ts";
export { browserTokenStore, LocalTokenStore } from "./local-token-store.ts";
export { createPasskey, signInWithPasskey, supportsPasskeys } from "./passkeys.ts";
export { watchOtherTabs, withTabLock } from "./tab-lock.ts";
