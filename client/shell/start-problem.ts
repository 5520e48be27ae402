/** This browser cannot draw the game. */
export class NoGraphicsError extends Error {
  override readonly name = "NoGraphics";
}

/** Why the game is not drawn, in words for a player. */
export function startProblem(error: unknown): { readonly title: string; readonly text: string } {
  if (error instanceof NoGraphicsError)
    return {
      title: "WebGL is not available",
      text: "Orrery needs WebGL, which this browser does not offer. Turn on hardware acceleration in its settings, or try another browser.",
    };
  return {
    title: "The game could not be loaded",
    text: "Part of this page is missing. Check your connection and try again.",
  };
}
