import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { reopenRooms, whenReopened } from "../../../server/colyseus/reopening.ts";
import { Joins } from "../../../server/transport/joins.ts";

it("lets a socket wait while its room is closed and opened again, and tells it then what became of the room", async () => {
  const metrics = { joinRefused: vi.fn(), requestRefused: vi.fn() };
  const joins = new Joins({ metrics, budgets: {}, report: vi.fn() } as never);
  const client = { refuse: vi.fn(), end: vi.fn(), readyState: WebSocket.OPEN };
  const opened = Promise.withResolvers<void>();
  const reopening = reopenRooms(["a", "b"], () => opened.promise);
  const wish = { roomId: "a", sessionId: "s", reconnectionToken: "t", wire: null };
  const joined = joins.join(client as never, wish as never, {} as never);
  await sleep(20);
  expect(client.refuse).not.toHaveBeenCalled();
  expect(whenReopened("c")).toBeUndefined();

  opened.reject(new Error("not opened"));
  await expect(reopening).rejects.toThrow("not opened");
  await joined;
  expect(client.refuse).toHaveBeenCalledOnce();
  expect(whenReopened("a")).toBeUndefined();
});
