export { race as default } from "../../../room/kit/race.ts";
