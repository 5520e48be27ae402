export {
  type Community,
  NO_COMMUNITY,
  type PlayerMessage,
  type Presence,
  type PushedNotification,
} from "./community.ts";
export { ErasureDelivery, type ErasuresHost } from "./erasure-delivery.ts";
