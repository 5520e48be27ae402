/** This browser cannot draw the game. */
export class NoGraphicsError extends Error {
  override readonly name = "NoGraphics";
}

/** Why the game is not drawn, in words for a player. */
export function startProblem(error: unknown): { readonly title: string; readonly text: string } {
  if (error instanceof NoGraphicsError)
    return {
      title: "No WebGL here",
      text: "Orrery is drawn with WebGL, and this browser offers none. Turn on hardware acceleration in its settings, or try another browser.",
    };
  return {
    title: "The game could not be loaded",
    text: "A part of this page did not come. Look at your connection, and try again.",
  };
}
