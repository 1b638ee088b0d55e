import { useState } from "preact/hooks";
import type { OrchestratorName } from "../../orchestrators";
import { Podium } from "../../visuals/parts";
import type { LiveState } from "../state";
import { Column } from "./Column";
import { Controls } from "./Controls";
import { useLive } from "./live";

/** All of it: what is chosen, the buttons, and a column for each deployed orchestrator. */
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
      <header>
        <p class="brand">
          <Podium /> Podium
        </p>
        <h1>Side by side, live</h1>
        <p class="lead">
          {live
            ? `${live.rate} requests a second to each. Harm them, and watch who notices.`
            : "Waiting for podium serve."}
        </p>
      </header>
      <p class="lost" role="alert">
        {isLost && "podium serve does not answer. What you see is how it was; the page goes on by itself."}
      </p>
      {live && (
        <main>
          <Controls live={live} left={left} onToggle={toggle} />
          <div class="columns" data-count={live.columns.length}>
            {live.columns.map((column) => (
              <Column key={column.name} column={column} live={live} isChosen={!left.has(column.name)} />
            ))}
          </div>
          <p class="aside note">
            <Crowd machine={live.machine} /> Drills on several at the same time show what happens, but take
            the machine from each other: to measure, use <code>podium drill</code>, which takes one at a time.
          </p>
        </main>
      )}
    </>
  );
}

/** Processes for each core from which on requests are lost for want of the machine, and not by the orchestrators. */
const CROWDED = 3;

const Crowd = ({ machine: { load, cores } }: Pick<LiveState, "machine">) =>
  load < CROWDED * cores ? null : (
    <strong>
      {Math.round(load)} processes share this machine's {cores} cores: what is lost now may be its fault.
    </strong>
  );
