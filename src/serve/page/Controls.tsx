import { useState } from "preact/hooks";
import type { OrchestratorName } from "../../orchestrators";
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

  const press = async (order: Order) =>
    setRefusal(
      await send(
        order,
        idle.map(({ name }) => name),
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
            disabled={!token || !idle.length}
            title={effect}
            onClick={() => void press(order)}
          >
            {title}
          </button>
        ))}
      </div>
      <p class="refusal" role="status">
        {!token
          ? "To use the buttons, open the link that podium serve printed: it contains the token they need."
          : refusal}
      </p>
    </section>
  );
}
