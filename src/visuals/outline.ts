import { groupBy } from "../common/groupBy";

/**
 * The points of lines or areas without those that change nothing: the ones between two of the same height.
 * @param line what tells the lines apart.
 * @param height of a point; of an area, both of its edges.
 */
export function outline<T>(
  points: T[],
  line: (point: T) => unknown,
  height: (point: T) => (number | null)[],
): T[] {
  return [...groupBy(points, line).values()].flatMap((all) => {
    const heights = all.map((point) => String(height(point)));
    return all.filter(
      (_, index) => !(heights[index - 1] === heights[index] && heights[index] === heights[index + 1]),
    );
  });
}
