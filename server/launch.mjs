// Runs a script of this project on the pinned Bun, installing what is missing first. Works under Node >= 20 with npm,
// and under Bun alone. usage: launch.mjs [--dev] SCRIPT [ARGS]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBun, runBun } from "./run-bun.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stampFile = join(modules, ".orrery-install");
const pinnedBun = join(modules, "bun", "bin", "bun.exe");
const bootBun = join(modules, ".boot");

const args = process.argv.slice(2);
const take = (flag) => args[0] === flag && args.shift() === flag;
const dev = take("--dev");

function run(command, argv, cwd) {
  const done = spawnSync(command, argv, { cwd, encoding: "utf8", shell: process.platform === "win32" });
  if (done.status === 0) return;
  process.stderr.write(`${done.stdout ?? ""}${done.stderr ?? ""}`);
  console.error(
    `orrery: could not install: \`${command} ${argv.join(" ")}\` failed (${done.error?.message ?? done.status})`,
  );
  process.exit(1);
}

/** A Bun that can install the rest: the one running this, the one installed before, or one fetched by npm. */
function installer() {
  if (process.versions.bun) return process.execPath;
  if (existsSync(pinnedBun)) return pinnedBun;
  const version = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies.bun;
  mkdirSync(bootBun, { recursive: true });
  writeFileSync(join(bootBun, "package.json"), JSON.stringify({ private: true, allowScripts: { bun: true } }));
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", `bun@${version}`], bootBun);
  return join(bootBun, "node_modules", "bun", "bin", "bun.exe");
}

/** Installs from the lockfile unless this lockfile is installed already; what tests need comes only with --dev. */
function install() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "bun.lock")))
    .digest("hex");
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, "utf8") : "";
  if (stamp === `${lock} dev` || (!dev && stamp === `${lock} start`)) return;
  console.error("orrery: installing packages …");
  run(installer(), ["install", "--frozen-lockfile", ...(dev ? [] : ["--production"])], root);
  rmSync(bootBun, { recursive: true, force: true });
  writeFileSync(stampFile, `${lock} ${dev ? "dev" : "start"}`);
}

install();
const bun = findBun(join(modules, "bun")) ?? process.execPath;
const [script, ...rest] = args;
const path = existsSync(join(root, script)) ? join(root, script) : join(modules, script);
// Tools of the project find the same Bun first.
runBun(bun, [path, ...rest], join(modules, ".bin"));
