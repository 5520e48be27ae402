export { Api, ApiError, reasonFor } from "./api.ts";
export { Identity, type IdentityStatus } from "./identity.ts";
export { browserKeeper, TokenKeeper } from "./keeper.ts";
export { hasPasskeys, makePasskey, signInWithPasskey } from "./passkeys.ts";
export type * from "./shapes.ts";
export { PERIODS } from "./shapes.ts";
export { oneTabAtATime, watchOtherTabs } from "./tabs.ts";
