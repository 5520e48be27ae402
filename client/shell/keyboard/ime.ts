/** Whether an input method is composing: it then uses Escape, Enter and the arrows for its candidates. */
export function isComposing(event: KeyboardEvent): boolean {
  // Safari ends a composition before the key event that ended it; only the legacy key code shows it.
  return event.isComposing || event.keyCode === 229;
}

/** Keeps such keys from all handlers of the page that are registered later. Call it first. */
export function ignoreImeKeys(page: EventTarget, signal?: AbortSignal): void {
  const stopIfComposing = (event: Event): void => {
    if (isComposing(event as KeyboardEvent)) event.stopImmediatePropagation();
  };
  page.addEventListener("keydown", stopIfComposing, { capture: true, ...(signal !== undefined && { signal }) });
}
