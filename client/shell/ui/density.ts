/** Not every browser tells of every change, as when a window is moved while nothing of it is drawn: so often it is looked at. */
const LOOK_MS = 1_000;

const watching = new Set<() => void>();
let density = 0;
let looking = false;

/**
 * Calls `changed` whenever the screen's density does: the page is zoomed, or its window dragged to another screen. Returns
 * how to stop.
 */
export function watchDensity(changed: () => void): () => void {
  watching.add(changed);
  if (!looking) begin();
  return () => watching.delete(changed);
}

function begin(): void {
  looking = true;
  density = window.devicePixelRatio;
  watchQuery();
  window.addEventListener("resize", look);
  setInterval(look, LOOK_MS);
}

/** A query matches one density alone, so each change has to be watched for anew. */
function watchQuery(): void {
  const query = window.matchMedia(`(resolution: ${density}dppx)`);
  query.addEventListener("change", look, { once: true });
}

function look(): void {
  if (window.devicePixelRatio === density) return;
  density = window.devicePixelRatio;
  watchQuery();
  for (const changed of watching) changed();
}
