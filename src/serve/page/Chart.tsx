import { answeredIn, colourOf, layers, lostIn, versionsOf } from "../../visuals/layers";
import { type ColumnState, SPAN } from "../state";

/** The gap between seconds, as a share of a second's width. */
const GAP = 0.18;

/** The latest minute: requests by the version that responded, with losses on top. */
export function Chart({ column: { seconds, title }, rate }: { column: ColumnState; rate: number }) {
  const top = Math.max(rate * 1.25, ...seconds.map((second) => answeredIn(second) + lostIn(second)));
  const corners = layers({ seconds });
  const lost = seconds.reduce((sum, second) => sum + lostIn(second), 0);
  const versions = versionsOf({ seconds });
  return (
    <figure class="chart">
      <svg
        viewBox={`0 0 ${SPAN} ${top}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}, the last ${SPAN} seconds: answered by ${versions.map((version) => version ?? "instances that do not say who they are").join(", ") || "no version"}, ${lost} lost`}
      >
        {corners.map(({ x, y1, y2, fill }, index) =>
          // Each layer of a second has two corners; the first is enough.
          index % 2 ? null : <rect x={x} y={top - y2} width={1 - GAP} height={y2 - y1} fill={fill} />,
        )}
      </svg>
      <figcaption>
        <span>{SPAN} s ago</span>
        <span class="legend">
          {versions.map((version) => (
            <span>
              <svg viewBox="0 0 8 8" aria-hidden="true">
                <rect width="8" height="8" rx="1.5" fill={colourOf(version)} />
              </svg>
              {version ?? "answered"}
            </span>
          ))}
          {lost > 0 && <span class="loss">{lost} lost</span>}
        </span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}
