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

interface DiaryProps {
  entries: Entry[];
  /** The words for the moment of an entry. */
  clock: (at: number) => string;
}

/** The event log, newest first. */
export const Diary = ({ entries, clock }: DiaryProps) => (
  <details class="diary">
    <summary>Event log</summary>
    <ol>
      {entries.map(({ at, what, tone }) => (
        <li class={tone}>
          <time>{clock(at)}</time> {what}
        </li>
      ))}
      {!entries.length && <li>No events yet.</li>}
    </ol>
  </details>
);
