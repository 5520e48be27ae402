/** Not 0, which stands for an unknown one. */
const ORIGINS = 0xffff;
const BYTES = 6;

/**
 * Which of 65,535 groups of addresses a key is of, from 1; 0: there is no key. The journal holds these: too few for anyone
 * to find an address by one, even with the server's secret.
 */
export function originOf(playerKey: string): number {
  if (playerKey === "") return 0;
  const bytes = Buffer.from(playerKey, "base64url");
  return 1 + (bytes.readUIntBE(0, Math.min(BYTES, bytes.length)) % ORIGINS);
}
