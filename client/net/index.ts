export { Blend } from "./blend.ts";
export { TickClock } from "./clock.ts";
export { Connection, type ConnectionOptions, JoinError } from "./connection.ts";
export { Continuation } from "./continuation.ts";
export { type Link, type LinkHandlers, type LinkStatus, memoryTokens, storedTokens, type TokenStore } from "./link.ts";
export { Samples } from "./meter.ts";
export { Predictor } from "./predictor.ts";
export { KEEP_ALIVE_TICKS, Sampler } from "./sampler.ts";
export { Session } from "./session.ts";
