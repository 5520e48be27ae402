export { leagueConsumer } from "./consumer.ts";
export { periodStartMs } from "./periods.ts";
