import { existsSync, readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { describe, expect, it } from "vitest";
import { HashThread } from "../../../server/platform/identity/hash-thread.ts";

const TASKS = "/proc/self/task";
/** Fields of `stat` after the name: the state is the first, niceness the seventeenth. */
const NICE_AT = 16;

const priorities = () =>
  readdirSync(TASKS).map((id) => {
    const stat = readFileSync(`${TASKS}/${id}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[NICE_AT]);
  });

describe("the thread that hashes passwords", () => {
  const thread = new HashThread();

  it("checks passwords, and answers in order", async () => {
    const [one, other] = await Promise.all([thread.hash("correct horse"), thread.hash("battery staple")]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const verdicts = [thread.verify("correct horse", one), thread.verify("correct horse", other)];
    expect(await Promise.all(verdicts)).toEqual([true, false]);
  });

  it("reports an invalid hash, and goes on", async () => {
    await expect(thread.verify("correct horse", "a hash")).rejects.toThrow();
    expect(await thread.verify("correct horse", await thread.hash("correct horse"))).toBe(true);
  });

  it.skipIf(!existsSync(TASKS))("leaves the processor to all other threads", async () => {
    await thread.hash("correct horse");
    expect(priorities()).toContain(constants.priority.PRIORITY_LOW);
  });
});
