import { expect, it } from "vitest";
import { outline } from "../../src/visuals/outline";

interface Point {
  z: string;
  x: number;
  y: number | null;
}

const outlined = (points: Point[]) =>
  outline(
    points,
    ({ z }) => z,
    ({ y }) => [y],
  ).map(({ z, x, y }) => `${z} ${x} ${y}`);

it("an outline has both ends of a level stretch, and nothing between them", () => {
  const heights = [1, 1, 1, 1, 2, null, null, null, 3];
  expect(outlined(heights.map((y, x) => ({ z: "a", x, y })))).toEqual([
    "a 0 1",
    "a 3 1",
    "a 4 2",
    "a 5 null",
    "a 7 null",
    "a 8 3",
  ]);
});

it("an outline keeps lines apart that come in turns", () => {
  const points = [0, 1, 2, 3].flatMap((x) => [
    { z: "a", x, y: 1 },
    { z: "b", x, y: 2 },
  ]);
  expect(outlined(points)).toEqual(["a 0 1", "a 3 1", "b 0 2", "b 3 2"]);
});
