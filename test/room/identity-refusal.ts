import { expect } from "vitest";
import type { Answer } from "./identity-lab.ts";

/** A password that no account of the tests has. */
export const PASSWORD = "long enough";

/** Expects a refusal whose code is its status, as JSON that nobody caches. */
export function expectRefusal(answer: Answer, status: number, reason: RegExp): void {
  expect({ ...answer, headers: null }).toEqual({
    ...{ status, headers: null },
    body: { code: status, error: expect.stringMatching(reason) },
  });
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("cache-control")).toBe("no-store");
}
