/** Longest time that a slice holds the page, ms: well within a frame. */
const SLICE_MS = 6;

/** Runs a task to its end, letting the page draw and answer between slices of it. Rejects with what it throws. */
export async function inSlices<T>(task: Generator<void, T>): Promise<T> {
  for (;;) {
    const endMs = performance.now() + SLICE_MS;
    do {
      const step = task.next();
      if (step.done) return step.value;
    } while (performance.now() < endMs);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
