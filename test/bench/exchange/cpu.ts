/** Operations and the CPU seconds of this process that they took, its collector's and compiler's threads included. */
export class CpuMeter {
  operations = 0;
  #micros = 0;

  /** Runs some of them. */
  time<T>(operations: number, run: () => T): T {
    const before = process.cpuUsage();
    const value = run();
    const { user, system } = process.cpuUsage(before);
    this.operations += operations;
    this.#micros += user + system;
    return value;
  }

  get seconds(): number {
    return this.#micros / 1e6;
  }

  get perSecond(): number {
    return this.operations / this.seconds;
  }
}
