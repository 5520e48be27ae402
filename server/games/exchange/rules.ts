export { exchange as default } from "../../../shared/games/exchange/index.ts";
