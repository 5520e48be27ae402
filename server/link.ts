import type { Config } from "./config.ts";

const EVERY_ADDRESS = ["0.0.0.0", "::"];

/** The address for a browser on this machine, without a trailing slash. */
export function link({ host, tls }: Config, port: number): string {
  const name = EVERY_ADDRESS.includes(host) ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `${tls === null ? "http" : "https"}://${name}:${port}`;
}
