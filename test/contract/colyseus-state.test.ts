import type { Room } from "@colyseus/sdk";
import { expect, test, vi } from "vitest";
import { back, cut, describeRooms, playersOf, until } from "./colyseus-lab.ts";
import type { RunState } from "./documented-rooms.ts";

describeRooms("state of Colyseus rooms", (lab) => {
  test("whoever joins has all of it, and then its changes", async () => {
    const first = await lab.party({ name: "Ann" });
    first.send("move", { x: 5, y: -5 });
    await until(() => expect(first.state.players.get(first.sessionId)).toMatchObject({ x: 5, y: -5 }));
    const second = await lab.joinById(first, { name: "Ben" });
    await until(() => {
      for (const room of [first, second]) {
        expect(playersOf(room)).toEqual([first.sessionId, second.sessionId].sort());
        expect(room.state.players.get(first.sessionId)).toMatchObject({ name: "Ann", x: 5, y: -5, connected: true });
        expect(room.state.phase).toBe("waiting");
      }
    });
    await second.leave();
    await until(() => expect(playersOf(first)).toEqual([first.sessionId]));
  });

  test("of any size", async () => {
    const crowd = 6_000;
    const room = lab.entered((await lab.sdk.create("run", { crowd })) as unknown as Room<unknown, RunState>);
    await until(() => expect(room.state.runners?.size).toBe(crowd + 1));
    expect(room.state.runners.get("npc-4321")).toMatchObject({ name: "A bystander with the number 4321", x: 4_321 });
  });

  test("what a view hides reaches nobody else", async () => {
    const first = await lab.party();
    const second = await lab.joinById(first);
    const seen = vi.fn();
    second.onStateChange(seen);
    first.send("draw", "ace");
    await until(() => expect([...(first.state.players.get(first.sessionId)?.hand ?? [])]).toEqual(["ace"]));
    second.send("move", { x: 1, y: 1 });
    await until(() => expect(second.state.players.get(second.sessionId)?.x).toBe(1));
    expect([...(second.state.players.get(first.sessionId)?.hand ?? [])]).toEqual([]);
    expect(seen).toHaveBeenCalled();
  });
});

describeRooms("inputs of Colyseus rooms", (lab) => {
  test.each(["reliable", "unreliable"] as const)("move what they steer: %s", async (mode) => {
    const room = lab.entered((await lab.sdk.create("run")) as unknown as Room<unknown, RunState>);
    const input = room.input({ mode });
    for (let i = 0; i < 10; i++) {
      Object.assign(input.data, { move: i === 0 ? 100 : 1, aim: 90, name: "Zoë" });
      input.send();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await until(() => expect(room.state.runners.get(room.sessionId)).toMatchObject({ x: 10, name: "Zoë" }));
    expect(room.state.runners.get(room.sessionId)?.aim).toBeCloseTo(90, 1);
  });

  test("go on after a reconnection", async () => {
    const room = lab.entered((await lab.sdk.create("run")) as unknown as Room<unknown, RunState>);
    const input = room.input();
    Object.assign(input.data, { move: 1 });
    input.send();
    await until(() => expect(room.state.runners.get(room.sessionId)?.x).toBe(1));
    const again = back(room);
    cut(room);
    await again;
    input.send();
    await until(() => expect(room.state.runners.get(room.sessionId)?.x).toBe(2));
  });
});
