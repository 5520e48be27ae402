const TEXT_TYPES = new Set(["text", "search", "email", "password", "number", "url", "tel"]);

/** Whether this element takes typed text, so that keys must not steer. */
export function acceptsText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return TEXT_TYPES.has(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
