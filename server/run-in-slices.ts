/** Longest time for which {@link runInSlices} blocks the thread, ms. */
const SLICE_MS = 2;

/** Runs a task in slices, so that other work runs in between. */
export async function runInSlices<T>(task: Generator<void, T>): Promise<T> {
  for (;;) {
    const endMs = performance.now() + SLICE_MS;
    do {
      const step = task.next();
      if (step.done) return step.value;
    } while (performance.now() < endMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
