import { quantity } from "../../visuals/words";
import type { Entry, LastDrill } from "../state";

/** The outcome of the last drill. */
export const Last = ({ last: { title, verdict, reason, findings, facts } }: { last: LastDrill }) => (
  <>
    <p class={`verdict ${verdict.replace(" ", "-")}`}>
      <strong>{title}</strong>: {verdict}
    </p>
    {reason && <p class="reason">{reason}</p>}
    <dl>
      {findings.map(({ label, value, unit }) => (
        <div>
          <dt>{label}</dt>
          <dd>{quantity(value!, unit)}</dd>
        </div>
      ))}
    </dl>
    {Object.keys(facts).length > 0 && (
      <details>
        <summary>Findings</summary>
        {Object.entries(facts).map(([key, fact]) => (
          <p>
            <span class="fact">{key}:</span> {fact}
          </p>
        ))}
      </details>
    )}
  </>
);

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** The event log, newest first; in a replay open, and in seconds since the run's start. */
export const Diary = ({ entries, isReplay }: { entries: Entry[]; isReplay: boolean }) => (
  <details class="diary" open={isReplay}>
    <summary>Event log</summary>
    {/* It scrolls, with the keyboard as well. */}
    <ol tabIndex={0} aria-label="Events">
      {entries.map(({ at, what, tone }) => (
        <li class={tone}>
          <time>{isReplay ? `${at.toFixed(1)} s` : CLOCK.format(at)}</time> {what}
        </li>
      ))}
      {!entries.length && <li>No events yet.</li>}
    </ol>
  </details>
);
