import { isIPv4, isIPv6 } from "node:net";

const GROUPS = 8;
const GROUP_BITS = 16;
/** Groups of the /64 prefix that one IPv6 subscriber usually has. */
const SUBSCRIBER_GROUPS = 4;
/** `::ffff:0:0/96`, the prefix of IPv4-mapped addresses. */
const MAPPED = [0, 0, 0, 0, 0, 0xffff];

/**
 * The key of an address in rate limits: an IPv4 address in dotted form, or the /64 of an IPv6 address. All spellings of
 * an address give the same key: compressed or not, any case, leading zeros, a zone id, an IPv4 tail.
 *
 * @returns the text itself if it is no address
 */
export function addressKey(address: string): string {
  if (isIPv4(address)) return address;
  const unzoned = address.split("%", 1)[0] as string;
  if (!isIPv6(unzoned)) return address;
  const groups = groupsOf(unzoned);
  if (MAPPED.every((group, at) => groups[at] === group)) {
    const [high = 0, low = 0] = groups.slice(MAPPED.length);
    return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
  }
  const subscriber = groups.slice(0, SUBSCRIBER_GROUPS).map((group) => group.toString(16));
  return `${subscriber.join(":")}::/64`;
}

/** @param address a valid IPv6 address without a zone */
function groupsOf(address: string): readonly number[] {
  const [head = "", tail] = address.split("::");
  const before = parts(head);
  if (tail === undefined) return before;
  const after = parts(tail);
  return [...before, ...new Array<number>(GROUPS - before.length - after.length).fill(0), ...after];
}

function parts(text: string): readonly number[] {
  if (text === "") return [];
  return text.split(":").flatMap((part) => {
    if (!part.includes(".")) return [Number.parseInt(part, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = part.split(".").map(Number);
    return [a * 2 ** (GROUP_BITS / 2) + b, c * 2 ** (GROUP_BITS / 2) + d];
  });
}
