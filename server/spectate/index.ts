export { sampleSpectators, spectateMetrics } from "./metrics.ts";
export { watchableRooms } from "./rooms.ts";
export { liveRoutes } from "./routes.ts";
export { SHOW_PACE } from "./show.ts";
export { Spectators, type SpectatorsHost, Unwatchable, type Watchable } from "./spectators.ts";
