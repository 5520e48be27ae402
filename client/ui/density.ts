/**
 * Calls `changed` whenever the screen's density does: the page is zoomed, or its window dragged to another screen. Returns
 * how to stop.
 */
export function watchDensity(changed: () => void): () => void {
  let query: MediaQueryList | null = null;
  const watch = (): void => {
    query?.removeEventListener("change", onChange);
    // Matches this density alone, so each change has to be watched for anew.
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener("change", onChange);
  };
  const onChange = (): void => {
    watch();
    changed();
  };
  watch();
  return () => query?.removeEventListener("change", onChange);
}
