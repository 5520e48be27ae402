/** What a browser would do with `Set-Cookie`, for one host. */
export class CookieJar {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();
  /** Every `Set-Cookie` seen. */
  readonly seen: string[] = [];

  take(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      this.seen.push(line);
      const [pair, ...attributes] = line.split("; ");
      const at = pair.indexOf("=");
      const path = attributes.find((text) => text.startsWith("Path="))?.slice(5) ?? "/";
      if (attributes.includes("Max-Age=0")) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), { value: pair.slice(at + 1), path });
    }
  }

  /** The `Cookie` header for a path. */
  header(path: string): string {
    const sent = [...this.#cookies].filter(
      ([, cookie]) => path === cookie.path || path.startsWith(cookie.path.replace(/\/?$/, "/")),
    );
    return sent.map(([name, { value }]) => `${name}=${value}`).join("; ");
  }

  /** Names of the cookies kept. */
  get names(): string[] {
    return [...this.#cookies.keys()];
  }

  /** As the browser is now. */
  copy(): CookieJar {
    const jar = new CookieJar();
    for (const [name, cookie] of this.#cookies) jar.#cookies.set(name, cookie);
    return jar;
  }
}
