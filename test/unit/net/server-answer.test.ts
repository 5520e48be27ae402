import { describe, expect, it } from "vitest";
import { storageTokenStore } from "../../../client/net/index.ts";
import { isServerAnswer } from "../../../client/net/server-answer.ts";

describe("the server's own answer", () => {
  it("is a seat, or a code with a message", () => {
    expect(isServerAnswer(true, { roomId: "a", sessionId: "b", name: "tug", processId: "c" })).toBe(true);
    expect(isServerAnswer(false, { code: 522, error: 'room "x" has been disposed.' })).toBe(true);
  });

  it("is told from answers of proxies, CDNs and captive portals", () => {
    const others: readonly [ok: boolean, body: unknown][] = [
      [true, undefined],
      [true, {}],
      [true, "<html>Sign in to the Wi-Fi</html>"],
      [false, undefined],
      [false, null],
      [false, "no available server"],
      [false, { message: "no Route matched with those values" }],
      [false, { type: "https://developers.cloudflare.com", title: "Error 521", status: 521, error_code: 521 }],
      [false, { error: "not found" }],
      [false, { code: "404", error: "not found" }],
    ];
    for (const [ok, body] of others) expect(isServerAnswer(ok, body), JSON.stringify(body)).toBe(false);
  });
});

describe("a seat's token", () => {
  it("lasts as long as the page if storage refuses it", () => {
    const refuse = (): never => {
      throw new DOMException("forbidden", "SecurityError");
    };
    const tokens = storageTokenStore({ getItem: refuse, setItem: refuse, removeItem: refuse }, "seat");
    expect(tokens.load()).toBeNull();
    tokens.save("room:secret");
    expect(tokens.load()).toBe("room:secret");
    tokens.save(null);
    expect(tokens.load()).toBeNull();
  });
});
