/** Text with its baseline at `y`. @param px height of the font */
export function drawText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  px: number,
  colour = "white",
  align: CanvasTextAlign = "left",
): void {
  context.font = `600 ${px}px system-ui, sans-serif`;
  context.fillStyle = colour;
  context.textAlign = align;
  context.fillText(text, x, y);
}

/** A filled box. @param radius of its corners. Default: a fifth of the shorter side, 8 px at most */
export function drawBox(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: string,
  radius = Math.min(8, Math.min(width, height) / 5),
): void {
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
}

/** A filled disc around a point. */
export function drawDisc(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  colour: string,
): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
