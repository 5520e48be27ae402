export { discardLobbies } from "./asides.ts";
export { lobbyBridge } from "./bridge.ts";
export { Erasures } from "./erasures.ts";
export { type FindLobby, findLobby } from "./find.ts";
export { linesIn, type SaidLine } from "./lines.ts";
