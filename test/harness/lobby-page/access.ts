import type { Page } from "playwright-core";

const USABLE = new Set(["button", "textbox", "radio", "checkbox", "switch", "combobox", "link", "slider", "dialog"]);

/** What the browser tells assistive technology: roles of what can be used and has no name there. */
export async function labelledControls(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  const nameless = nodes.filter(
    ({ ignored, role, name }) => !ignored && USABLE.has(String(role?.value)) && String(name?.value ?? "").trim() === "",
  );
  return nameless.map(({ role, nodeId }) => `${role?.value} ${nodeId}`);
}

/** The names of what the Tab key comes to next. */
export async function tabStops(page: Page, count: number): Promise<string[]> {
  const stops: string[] = [];
  for (let i = 0; i < count; i++) {
    await page.keyboard.press("Tab");
    stops.push(
      await page.evaluate(() => {
        const at = document.activeElement;
        if (!(at instanceof HTMLElement)) return "nothing";
        if (at.matches(".line")) return "line";
        const label =
          at.getAttribute("aria-label") ??
          (at instanceof HTMLInputElement ? at.labels?.[0]?.querySelector("b")?.textContent : null);
        return (label ?? at.textContent ?? "").trim().replace(/\s+/g, " ");
      }),
    );
  }
  return stops;
}
