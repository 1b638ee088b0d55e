import { useState } from "preact/hooks";
import type { OrchestratorName } from "../../orchestrators";
import type { LiveState } from "../state";
import { Column } from "./Column";
import { Controls } from "./Controls";
import { Header } from "./Header";
import { useLive } from "./live";

/** The whole page: the controls, and a column for each deployed orchestrator. */
export function Page() {
  const { live, isLost } = useLive();
  const [left, setLeft] = useState<ReadonlySet<OrchestratorName>>(new Set());

  const toggle = (name: OrchestratorName) => {
    const next = new Set(left);
    if (!next.delete(name)) next.add(name);
    setLeft(next);
  };

  return (
    <>
      <Header title="Side by side, live">
        {live
          ? `${live.rate} requests per second to each. Break something, and watch how each engine reacts.`
          : "Waiting for podium serve."}
      </Header>
      <p class="lost" role="alert">
        {isLost &&
          "podium serve does not respond. You see its last state; the page reconnects automatically."}
      </p>
      {live && (
        <main>
          <Controls live={live} left={left} onToggle={toggle} />
          <div class="columns" data-count={live.columns.length}>
            {live.columns.map((column) => (
              <Column key={column.name} column={column} rate={live.rate} isLeftOut={left.has(column.name)} />
            ))}
          </div>
          <p class="aside note">
            <Crowd machine={live.machine} /> Drills on several orchestrators at the same time show what
            happens, but compete for the machine. To measure, use <code>podium drill</code>, which runs one at
            a time.
          </p>
        </main>
      )}
    </>
  );
}

/** Load per core above which requests may be lost because of the machine rather than the orchestrators. */
const CROWDED = 3;

const Crowd = ({ machine: { load, cores } }: Pick<LiveState, "machine">) =>
  load < CROWDED * cores ? null : (
    <strong>
      {Math.round(load)} processes share this machine's {cores} cores, which may be why requests are lost.
    </strong>
  );
