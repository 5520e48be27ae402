/** Whether a key belongs to an input method that composes: Escape, Enter and arrows then choose among its candidates. */
export function isComposing(event: KeyboardEvent): boolean {
  // Safari ends a composition before the key that ended it; only its old-fashioned key code tells.
  return event.isComposing || event.keyCode === 229;
}

/** Keeps such keys from every other handler of the page, now and later. Call it first. */
export function leaveKeysToIme(page: EventTarget, signal?: AbortSignal): void {
  const keep = (event: Event): void => {
    if (isComposing(event as KeyboardEvent)) event.stopImmediatePropagation();
  };
  page.addEventListener("keydown", keep, { capture: true, ...(signal !== undefined && { signal }) });
}
