export {
  type Community,
  NO_COMMUNITY,
  type PlayerMessage,
  type Presence,
  type PushedNotification,
  UNAVAILABLE_COMMUNITY,
} from "./community.ts";
export { ErasureDelivery, type ErasureDeliveryOptions } from "./erasure-delivery.ts";
export { BEAT_MS, MatchHeartbeat } from "./match-heartbeat.ts";
