import { matchRow } from "../matches.ts";
import type { Handler } from "./handler.ts";

const TICKS_PER_S = 10;
/** Pulses arrive with jitter: smaller changes of the end are ignored, ticks. */
const JITTER_TICKS = 15;

export const pulse: Handler<"pulse"> = (world, command) => {
  const { room, listed, round, playing, endsInS, people, seats } = command;
  const row = matchRow(world, room);
  if (row < 0) return;
  const match = world.matches[row];
  if (match === null) return;
  const endsAt = world.tick + endsInS * TICKS_PER_S;
  const other = match.round !== round || match.playing !== playing;
  if (other || Math.abs(endsAt - match.endsAt) > JITTER_TICKS) match.endsAt = endsAt;
  match.listed = listed;
  match.round = round;
  match.playing = playing;
  match.people = people;
  match.seats = seats;
  match.heardAt = world.tick;
};
