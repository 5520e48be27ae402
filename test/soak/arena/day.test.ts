import { afterAll, beforeAll, expect, it } from "vitest";
import { RoomBench } from "../../harness/rooms.ts";
import { day } from "../day.ts";

beforeAll(RoomBench.start);
afterAll(RoomBench.stop);

const SEED = 3;

it(`an arena and a lobby report no error while people come, go, return and chat for six minutes (seed ${SEED})`, async () => {
  const seen = await day(0.1, SEED);
  expect(seen.reports).toBe(0);
  expect(seen.joins).toBeGreaterThan(150);
  expect(seen.returns).toBeGreaterThan(150);
  expect(seen.slopes.find(({ name }) => name === "listeners")).toMatchObject({ flat: true });
}, 30_000);
