export { Blend } from "./blend.ts";
export { codeOf, isOtherVersion, isTakenOver } from "./close-reasons.ts";
export { Connection } from "./connection.ts";
export { type ConnectionOptions, JoinError, type JoinTarget } from "./connection-options.ts";
export { Continuation } from "./continuation.ts";
export {
  type Link,
  type LinkHandlers,
  type LinkStatus,
  memoryTokenStore,
  storageTokenStore,
  type TokenStore,
} from "./link.ts";
export { Predictor } from "./predictor.ts";
export { Samples } from "./samples.ts";
export { KEEP_ALIVE_TICKS, SendPolicy } from "./send-policy.ts";
export { Session } from "./session.ts";
export { TickClock } from "./tick-clock.ts";
