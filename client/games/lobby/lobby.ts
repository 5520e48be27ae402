export { openLobby } from "./open-lobby.ts";
