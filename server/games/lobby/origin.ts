/** Number of origins; 0 means unknown. */
const ORIGINS = 0xffff;
const BYTES = 6;

/**
 * The group of addresses that a key belongs to, from 1 to 65,535; 0: no key. The journal holds these: there are too few
 * to identify an address, even with the server's secret.
 */
export function originOf(playerKey: string): number {
  if (playerKey === "") return 0;
  const bytes = Buffer.from(playerKey, "base64url");
  return 1 + (bytes.readUIntBE(0, Math.min(BYTES, bytes.length)) % ORIGINS);
}
