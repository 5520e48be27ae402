export { discardLobbies } from "./asides.ts";
export { lobbyBridge } from "./bridge.ts";
export { ErasureDelivery } from "./erasures.ts";
export { type FindLobby, findLobby } from "./find.ts";
export { messagesIn, type PlayerMessage } from "./messages.ts";
