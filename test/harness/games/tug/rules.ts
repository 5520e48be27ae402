export { tug as default } from "../../tiny-game.ts";
