import { expect, it } from "vitest";
import { REFUSAL } from "../../../shared/wire/codes.ts";
import { openSite } from "../../harness/site.ts";

const site = openSite();

it("a page of another version reloads once, then asks its user", { timeout: 120_000 }, async () => {
  const page = await site.browser.context.newPage();
  const { status, error } = REFUSAL.otherVersion;
  // Not the lobby's, as that would have the page fetch itself anew at any moment, and keys go to the one or the other.
  await page.route(/\/matchmake\/\w+\/arena/, (route) => route.fulfill({ status, json: { code: status, error } }));
  let loads = 0;
  page.on("load", () => loads++);
  await page.goto(`${site.server.url}/?fx=low`);
  const name = page.getByLabel(/name|callsign/i).first();
  await name.fill("Rip van Winkle");
  await page.keyboard.press("Enter");
  await expect.poll(() => loads, { timeout: 30_000 }).toBe(2);

  const notice = page.getByRole("alertdialog", { name: "A new version" });
  await name.fill("Rip van Winkle");
  await page.keyboard.press("Enter");
  await notice.waitFor();
  expect(await notice.textContent()).toMatch(/a new version is out: reload/i);
  expect(loads).toBe(2);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect.poll(() => loads, { timeout: 30_000 }).toBe(3);
});
