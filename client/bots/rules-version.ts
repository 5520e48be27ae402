/**
 * The version of a game's rules at a server in development, which numbers them itself. undefined: the server is not in
 * development, or does not answer.
 */
export async function rulesVersionAt(url: string, game: string): Promise<number | undefined> {
  try {
    const answer = await fetch(`${url.replace(/^ws/, "http").replace(/\/$/, "")}/development/versions`);
    const versions = answer.ok ? ((await answer.json()) as Record<string, number>) : {};
    return versions[game];
  } catch {
    return undefined;
  }
}
