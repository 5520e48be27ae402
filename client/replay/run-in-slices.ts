/** Length of a slice, ms: well within a frame. */
const SLICE_MS = 6;

/** Runs a task in slices, so that the page can draw and respond in between. Rejects with the task's error. */
export async function runInSlices<T>(task: Generator<void, T>): Promise<T> {
  for (;;) {
    const endMs = performance.now() + SLICE_MS;
    do {
      const step = task.next();
      if (step.done) return step.value;
    } while (performance.now() < endMs);
    await new Promise((resolve) => setTimeout(resolve));
  }
}
