export { Courier } from "./courier.ts";
export { estateFiles } from "./estate-files.ts";
export type { Escrow } from "./estate-record.ts";
export { Estates } from "./estates.ts";
export type { TransferNetwork } from "./network.ts";
export { decodeMessage, type RoomCalls, roomNetwork } from "./room-network.ts";
export { TransferringRooms } from "./transferring-rooms.ts";
