import { expect, it } from "vitest";
import { drawLine, drawRing, drawShape, fitField } from "../../../client/kit/index.ts";

/** A context that writes down what it is asked, with its colour and line width. */
function pad() {
  const said: unknown[][] = [];
  const say =
    (name: string) =>
    (...values: unknown[]) =>
      void said.push([name, ...values]);
  const context = {
    strokeStyle: "",
    fillStyle: "",
    lineWidth: 1,
    stroke: () => void said.push(["stroke", context.strokeStyle, context.lineWidth]),
    fill: () => void said.push(["fill", context.fillStyle]),
    ...Object.fromEntries(
      ["beginPath", "moveTo", "lineTo", "arc", "rect", "clip", "translate", "scale"].map((name) => [name, say(name)]),
    ),
  };
  return { said, context: context as unknown as CanvasRenderingContext2D };
}

it("draws lines, circles and shapes in their colours, each as a path of its own", () => {
  const { said, context } = pad();
  drawLine(context, 1, 2, 3, 4, 5, "red");
  drawRing(context, 10, 20, 30, 2, "blue");
  drawShape(
    context,
    [
      [0, 0],
      [4, 0],
      [0, 4],
    ],
    "green",
  );
  expect(said).toEqual([
    ["beginPath"],
    ["moveTo", 1, 2],
    ["lineTo", 3, 4],
    ["stroke", "red", 5],
    ["beginPath"],
    ["arc", 10, 20, 30, 0, 2 * Math.PI],
    ["stroke", "blue", 2],
    ["beginPath"],
    ["lineTo", 0, 0],
    ["lineTo", 4, 0],
    ["lineTo", 0, 4],
    ["fill", "green"],
  ]);
});

it("fits a field into the middle of a picture, and finds a tap's place in it", () => {
  const field = fitField(1_000, 2_000, { width: 800, height: 400 });
  expect(field.pxPerUnit).toBe(0.2);
  const { said, context } = pad();
  field.enter(context);
  expect(said).toEqual([
    ["translate", 300, 0],
    ["scale", 0.2, 0.2],
    ["beginPath"],
    ["rect", 0, 0, 1_000, 2_000],
    ["clip"],
  ]);
  expect(field.unitsAt({ x: 400, y: 200 })).toEqual({ x: 500, y: 1_000 });
  expect(field.unitsAt({ x: 280, y: 400 })).toEqual({ x: -100, y: 2_000 });
});
