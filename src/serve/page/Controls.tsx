import { useState } from "preact/hooks";
import type { OrchestratorName } from "../../orchestrators";
import { enumerate } from "../../visuals/words";
import type { LiveState, Order } from "../state";
import { send, token } from "./live";

interface ControlsProps {
  live: LiveState;
  /** The orchestrators that orders leave out. */
  left: ReadonlySet<OrchestratorName>;
  onToggle(name: OrchestratorName): void;
}

/** The choice of orchestrators, and a button for each order. */
export function Controls({ live, left, onToggle }: ControlsProps) {
  const [refusal, setRefusal] = useState<string>();
  const chosen = live.columns.filter(({ name }) => !left.has(name));
  const idle = chosen.filter(({ doing }) => !doing);
  const suited = (order: Order) => idle.filter(({ unsuited }) => !unsuited[order]);

  const press = async (order: Order) =>
    setRefusal(
      await send(
        order,
        suited(order).map(({ name }) => name),
      ),
    );

  return (
    <section class="controls" aria-label="Controls">
      <fieldset>
        <legend>Apply to</legend>
        {live.columns.map(({ name, title }) => (
          <label class="chip">
            <input type="checkbox" checked={!left.has(name)} onChange={() => onToggle(name)} />
            {title}
          </label>
        ))}
      </fieldset>
      <div class="buttons" role="group" aria-label="Drills">
        {live.orders.map(({ order, title, effect }) => (
          <button
            type="button"
            class={order === "rollBack" ? "back" : undefined}
            disabled={!token || !suited(order).length}
            title={effect}
            onClick={() => void press(order)}
          >
            {title}
          </button>
        ))}
      </div>
      <ul class="unsuited">
        {live.orders.flatMap(({ order, title }) =>
          [...new Set(chosen.flatMap(({ unsuited }) => unsuited[order] ?? []))].map((reason) => {
            const without = chosen.filter(({ unsuited }) => unsuited[order] === reason);
            return (
              <li>
                <strong>{title}</strong> is off for {enumerate(without.map((each) => each.title))}: {reason}
              </li>
            );
          }),
        )}
      </ul>
      <p class="refusal" role="status">
        {!token
          ? "To use the buttons, open the link that podium serve printed: it contains the token they need."
          : refusal}
      </p>
    </section>
  );
}
