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
  const lines = new Map<unknown, T[]>();
  for (const point of points) lines.set(line(point), [...(lines.get(line(point)) ?? []), point]);
  return [...lines.values()].flatMap((all) => {
    const heights = all.map((point) => String(height(point)));
    return all.filter(
      (_, index) => !(heights[index - 1] === heights[index] && heights[index] === heights[index + 1]),
    );
  });
}
