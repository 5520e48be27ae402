const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -8, PageDown: 8 };

/**
 * Makes a long list one stop of the Tab key: arrows, Home and End go through its items, which are those that match `selector`.
 * Call the result when items came or went.
 */
export function addRovingFocus(root: HTMLElement, selector: string): () => void {
  const items = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];
  const stopAt = (stop: HTMLElement | undefined): void => {
    for (const item of items()) item.tabIndex = item === stop ? 0 : -1;
  };
  root.addEventListener("keydown", (event) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = STEPS[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : step === undefined ? -1 : at + step;
    if (to < 0 && step === undefined) return;
    event.preventDefault();
    const item = all[Math.max(0, Math.min(all.length - 1, to))];
    stopAt(item);
    item?.focus();
  });
  root.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && target.matches(selector)) stopAt(target);
  });
  return () => {
    const all = items();
    if (!all.some((item) => item.tabIndex === 0)) stopAt(all.at(-1));
  };
}
