export { leagueConsumer } from "./consumer.ts";
export { sinceMs } from "./periods.ts";
