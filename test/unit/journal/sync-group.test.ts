import { beforeEach, describe, expect, it } from "vitest";
import { SyncGroup } from "../../../server/journal/files/sync-group.ts";

let syncs: { readonly fd: number; readonly done: ReturnType<typeof Promise.withResolvers<void>> }[];
let group: SyncGroup;
beforeEach(() => {
  syncs = [];
  group = new SyncGroup((fd) => {
    const done = Promise.withResolvers<void>();
    syncs.push({ fd, done });
    return done.promise;
  });
});

const fds = () =>
  syncs.splice(0).map(({ fd, done }) => {
    done.resolve();
    return fd;
  });
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Joins, and notes when that is done. */
function join(fd: number, done: string[], name: string): void {
  group.join(fd).then(
    () => done.push(name),
    (error: Error) => done.push(`${name} ${error.message}`),
  );
}

describe("syncs of files", () => {
  it("begin at once, and those that are asked for meanwhile share the next round, each file once", async () => {
    const done: string[] = [];
    join(1, done, "a");
    join(1, done, "b");
    join(2, done, "c");
    join(2, done, "d");
    await turn();
    expect([syncs.map(({ fd }) => fd), done]).toEqual([[1], []]);
    expect(fds()).toEqual([1]);
    await turn();
    expect([syncs.map(({ fd }) => fd), done]).toEqual([[1, 2], ["a"]]);
    join(1, done, "e");
    expect(fds()).toEqual([1, 2]);
    await turn();
    expect(done).toEqual(["a", "b", "c", "d"]);
    expect(fds()).toEqual([1]);
    await turn();
    expect([done.at(-1), syncs]).toEqual(["e", []]);
  });

  it("fail for their own file alone", async () => {
    const done: string[] = [];
    join(1, done, "a");
    join(2, done, "b");
    join(3, done, "c");
    fds();
    await turn();
    syncs[0].done.reject(new Error("EIO"));
    syncs[1].done.resolve();
    await turn();
    expect(done).toEqual(["a", "b EIO", "c"]);
    join(2, done, "d");
    expect(syncs.map(({ fd }) => fd)).toContain(2);
  });
});
