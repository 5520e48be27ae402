/** Longest that is waited for a paint: a page that is not shown has none. */
const PAINT_MS = 3_000;

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when something was pressed, and what came of it has been painted. */
export function firstPress(ui: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    const pressed = (): void => {
      window.requestAnimationFrame(() => setTimeout(resolve));
    };
    for (const kind of ["click", "submit"]) ui.addEventListener(kind, pressed, { once: true });
  });
}

/** The browser tells when something was put on the screen, which may be long after it was laid out. */
export async function firstPaint(): Promise<void> {
  if (document.hidden) return;
  const painted = new Promise<void>((resolve) => {
    new PerformanceObserver(() => resolve()).observe({ type: "paint", buffered: true });
  });
  await Promise.race([painted, sleep(PAINT_MS)]);
}
