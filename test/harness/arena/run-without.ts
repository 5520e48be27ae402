/**
 * All tests but the arena's, in a copy of the project without the arena (D13). They are all run, as what a test starts as a
 * process or bundles is in no graph of imports. usage: run-without.ts [vitest arguments]
 */
import { rmSync } from "node:fs";
import { runTests } from "../../vitest.ts";
import { copyWithout } from "../copy-without.ts";

const copy = copyWithout("arena");
console.log(`\n— tests without the arena, in ${copy}`);
const code = await runTests(copy, process.argv.slice(2)).finally(() => rmSync(copy, { recursive: true, force: true }));
process.exit(code);
