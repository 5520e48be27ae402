import { resolve } from "node:path";

const { BENCH_BEFORE = "" } = process.env;

/** Folder of an earlier version, with its packages, to stand beside this one; null: none. */
export const BEFORE: string | null = BENCH_BEFORE === "" ? null : resolve(BENCH_BEFORE);
