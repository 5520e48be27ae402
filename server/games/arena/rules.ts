export { arena as default } from "../../../shared/games/arena/index.ts";
