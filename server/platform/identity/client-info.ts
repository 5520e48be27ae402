import { isIPv4, isIPv6 } from "node:net";
import type { AnyCall, Call } from "../../http/route.ts";

/** What is remembered about the client of a call. */
export interface ClientInfo {
  /** Key of rate limits. */
  readonly address: string;
  /** For the sign-in history, see {@link shortAddress}. */
  readonly shortAddress: string;
  readonly browser: string;
}

export function clientInfoOf({
  sender,
  ip,
  headers,
}: AnyCall & Pick<Call<unknown, unknown, unknown, unknown>, "ip">): ClientInfo {
  const browser = browserOf(headers.get("user-agent") ?? "");
  return { address: sender.address, shortAddress: shortAddress(ip), browser };
}

const MAPPED = /^::ffff:(?=\d+\.)/i;
const IPV6_GROUPS = 3;

/** The network part of an address: enough to recognize one's own. "": not an address. */
export function shortAddress(ip: string): string {
  const address = ip.replace(MAPPED, "");
  if (isIPv4(address)) return address.replace(/\.\d+$/, ".x");
  if (!isIPv6(address)) return "";
  const [front, back] = address.split("%")[0].toLowerCase().split("::");
  const groups = front === "" ? [] : front.split(":");
  if (back !== undefined) {
    const rest = back === "" ? [] : back.split(":");
    while (groups.length + rest.length < 8) groups.push("0");
    groups.push(...rest);
  }
  return `${groups.slice(0, IPV6_GROUPS).join(":")}::`;
}

/** The first match counts: most browsers also name the browsers they descend from. */
const FAMILIES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdg(?:A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];
const USER_AGENT_MOST = 512;

/** The browser family and operating system in a `User-Agent` header; the rest is not stored. */
export function browserOf(userAgent: string): string {
  const text = userAgent.slice(0, USER_AGENT_MOST);
  const nameOf = (table: typeof FAMILIES) => table.find(([pattern]) => pattern.test(text))?.[1];
  const [family, system] = [nameOf(FAMILIES), nameOf(SYSTEMS)];
  if (family === undefined) return "Another program";
  return system === undefined ? family : `${family} on ${system}`;
}
