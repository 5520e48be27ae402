/** Runs a program until it ends, and passes on the signals that ask this process to end. Returns its exit code. */
export function runProgram(command: readonly string[]): Promise<number> {
  const child = Bun.spawn([...command], { stdio: ["inherit", "inherit", "inherit"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  return child.exited;
}
