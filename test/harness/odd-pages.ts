import type { Page } from "playwright-core";

// What players' browsers, keyboards and desks do to a page; each for any page, before or while it is open.

/** Cookies and site data are blocked in the browser's settings: storage, locks and cookies all refuse. Call it before the page is opened. */
export async function refuseStorage(page: Page): Promise<void> {
  await page.addInitScript(`(() => {
    const refuse = () => { throw new DOMException("Access is denied for this document.", "SecurityError"); };
    for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
      Object.defineProperty(window, name, { get: refuse, configurable: true });
    Object.defineProperty(Document.prototype, "cookie", { get: () => "", set: () => {}, configurable: true });
    if (navigator.locks) navigator.locks.request = () =>
      Promise.reject(new DOMException("The request was denied.", "SecurityError"));
  })()`);
}

/** This machine's clock is off, ms; it goes on all the same. Call it before the page is opened. */
export async function setClock(page: Page, offMs: number): Promise<void> {
  await page.addInitScript(`(() => {
    const True = Date;
    window.Date = class extends True {
      constructor(...given) { if (given.length === 0) super(True.now() + ${offMs}); else super(...given); }
      static now() { return True.now() + ${offMs}; }
    };
  })()`);
}

export const AZERTY: Readonly<Record<string, string>> = {
  KeyQ: "a",
  KeyW: "z",
  KeyA: "q",
  KeyZ: "w",
  KeyM: ",",
  Semicolon: "m",
  Comma: ";",
  Digit1: "&",
};

/** Another keyboard is plugged in, by what its keys write. Call it before the page is opened. */
export async function plugInKeyboard(page: Page, writes = AZERTY): Promise<void> {
  await page.addInitScript(`Object.defineProperty(navigator, "keyboard", {
    value: { getLayoutMap: async () => new Map(Object.entries(${JSON.stringify(writes)})) }, configurable: true })`);
}

/** An input method composes in the focused field; resolves while it does. */
export async function compose(page: Page, text: string): Promise<void> {
  const device = await page.context().newCDPSession(page);
  await device.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await device.detach();
}

/** A key as browsers tell it to pages while an input method has it. */
export async function pressForIme(page: Page, code: string): Promise<void> {
  await page.evaluate(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
    { code: ${JSON.stringify(code)}, key: "Process", keyCode: 229, isComposing: true, bubbles: true, cancelable: true }))`);
}

/** The graphics card is reset: the context is lost, and comes back after a while; or with null, when {@link restoreContext} says so. */
export async function loseContext(page: Page, backAfterMs: number | null): Promise<void> {
  await page.evaluate(`(() => {
    const canvas = document.querySelector("#stage canvas");
    const gl = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
    const extension = gl.getExtension("WEBGL_lose_context");
    window.backToGraphics = () => extension.restoreContext();
    extension.loseContext();
    const after = ${backAfterMs};
    if (after !== null) setTimeout(window.backToGraphics, after);
  })()`);
}

export async function restoreContext(page: Page): Promise<void> {
  await page.evaluate("window.backToGraphics()");
}

/** Duplicates the tab, as the browser's menu does: the new one begins with a copy of the old one's session storage. */
export async function duplicateTab(page: Page): Promise<Page> {
  const [copy] = await Promise.all([
    page.context().waitForEvent("page"),
    page.evaluate("void window.open(window.location.href)"),
  ]);
  return copy;
}

/** The window is dragged to a screen of another density. */
export async function moveToScreen(page: Page, density: number): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 640, height: 360 };
  const device = await page.context().newCDPSession(page);
  await device.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: density, mobile: false });
}

/** The tab sleeps for a while: nothing of it runs. */
export async function sleepTab(page: Page, forMs: number): Promise<void> {
  const device = await page.context().newCDPSession(page);
  await device.send("Page.setWebLifecycleState", { state: "frozen" });
  await new Promise((resolve) => setTimeout(resolve, forMs));
  await device.send("Page.setWebLifecycleState", { state: "active" });
  await device.detach();
}

/** Has a page's sockets known, so that {@link endSockets} can end them. Call it before the page is opened. */
export async function holdSockets(page: Page): Promise<void> {
  await page.addInitScript(`(() => {
    const held = window.heldSockets = new Set();
    window.WebSocket = class extends WebSocket {
      constructor(...given) {
        super(...given);
        held.add(this);
        this.addEventListener("close", () => held.delete(this));
      }
    };
  })()`);
}

/** Addresses of the sockets that are open, or being opened. */
export function openSockets(page: Page): Promise<string[]> {
  return page.evaluate("[...window.heldSockets].map((socket) => socket.url)");
}

/** Ends every socket as a server or a network would. Returns how many. */
export function endSockets(page: Page, code: number, reason: string): Promise<number> {
  return page.evaluate(`(() => {
    const ended = [...window.heldSockets];
    for (const socket of ended) {
      const { onclose } = socket;
      socket.onclose = socket.onmessage = null;
      window.heldSockets.delete(socket);
      socket.close();
      onclose?.call(socket, new CloseEvent("close", { code: ${code}, reason: ${JSON.stringify(reason)} }));
    }
    return ended.length;
  })()`);
}
