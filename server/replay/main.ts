import { resolve } from "node:path";
import { MACHINES } from "../machines/index.ts";
import { runReplay } from "./run.ts";

// npm runs scripts in the project's folder; a path is meant from where the caller stands.
const from = process.env.INIT_CWD ?? process.cwd();
const { code, out, err } = runReplay(process.argv.slice(2), MACHINES, (path) => resolve(from, path));
if (out !== "") console.log(out);
if (err !== "") console.error(err);
process.exitCode = code;
