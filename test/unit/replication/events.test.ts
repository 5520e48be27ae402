import { expect, it } from "vitest";
import { EventDispatcher, newRecipients } from "../../../server/replication/event-dispatcher.ts";
import { ViewerIndex } from "../../../server/replication/interest/viewer-index.ts";
import { Viewer } from "../../../server/replication/viewer.ts";
import { REPLICATION_LIMITS } from "../../../shared/wire/limits.ts";
import { decodeEvents } from "../../../shared/wire/messages.ts";

it("D8: events that do not fit a patch come with the next ones, in order, up to the bound", () => {
  const { eventBytes, keptEvents } = REPLICATION_LIMITS;
  const bytes = 1_024;
  const fit = eventBytes / bytes - 1;
  let dropped = 0;
  const desk = new EventDispatcher(() => dropped++);
  const viewer = new Viewer(0, 0, { raw() {} });
  const happenings = Array.from({ length: fit + keptEvents + 3 }, (_, i) => ({
    ...{ tick: i + 1, bytes: new Uint8Array(bytes), recipients: { ...newRecipients(), seats: [0] } },
  }));
  happenings.forEach((_, i) => void viewer.eventIndexes.push(i));
  const told: number[] = [];
  for (let patch = 0; patch < 4; patch++) {
    const batch = desk.encodeFor(viewer, happenings, 0);
    if (batch === null) continue;
    expect(batch.length).toBeLessThanOrEqual(eventBytes);
    told.push(...decodeEvents(batch.view()).map(({ tick }) => tick));
  }
  expect(told).toEqual(Array.from({ length: fit + keptEvents }, (_, i) => i + 1));
  expect(dropped).toBe(3);
});

it("an event for holders of seats goes to nobody who has taken such a seat since", () => {
  const desk = new EventDispatcher(() => {});
  const viewers = new ViewerIndex<Viewer>(1);
  const [stayed, came] = [new Viewer(0, 0, { raw() {} }, 5), new Viewer(1, 1, { raw() {} }, 7)];
  for (const viewer of [stayed, came]) viewers.add(viewer);
  viewers.rebuild();
  const recipients = { ...newRecipients(), seats: [0, 1] };
  const event = { tick: 1, bytes: new Uint8Array(1) };
  desk.distribute(
    [
      { ...event, recipients: { ...recipients, epochs: [5, 6] } },
      { ...event, recipients },
    ],
    viewers,
  );
  expect([stayed.eventIndexes, came.eventIndexes]).toEqual([[0, 1], [1]]);
});
