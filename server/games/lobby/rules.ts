export { lobby as default } from "../../../shared/games/lobby/index.ts";
