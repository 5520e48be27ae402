#!/usr/bin/env node
// The program of the installed package: runs `main.ts` on the pinned Bun.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBun, runBun } from "../server/run-bun.mjs";

const folder = dirname(createRequire(import.meta.url).resolve("bun/package.json"));
const bun = findBun(folder);
if (bun === null) {
  console.error(`orrery: Bun is not installed: run \`node install.js\` in ${folder}`);
  process.exit(1);
}
const main = join(dirname(fileURLToPath(import.meta.url)), "main.ts");
runBun(bun, [main, ...process.argv.slice(2)], join(process.cwd(), "node_modules", ".bin"));
