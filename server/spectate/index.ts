export { sampleSpectators, spectateMetrics } from "./metrics.ts";
export { spectatableRooms } from "./rooms.ts";
export { liveRoutes } from "./routes.ts";
export { SPECTATE_INTERVALS } from "./spectated-room.ts";
export { type SpectatableRoom, SpectateRefused, Spectators, type SpectatorsOptions } from "./spectators.ts";
