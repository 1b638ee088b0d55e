import { Kind } from "../../visuals/parts";
import type { ColumnState, LiveState } from "../state";
import { Chart } from "./Chart";
import { Instances } from "./Instances";
import { Diary, Last } from "./Last";

interface ColumnProps {
  column: ColumnState;
  live: LiveState;
  isChosen: boolean;
}

/** The column of one orchestrator. */
export function Column({ column, live, isChosen }: ColumnProps) {
  const { name, title, engine, endpoints, wanted, problems, doing, last, sent, lost, entries } = column;
  const id = `column-${name}`;
  return (
    <section class={`column${isChosen ? "" : " left-out"}`} aria-labelledby={id} data-name={name}>
      <h2 id={id}>{title}</h2>
      <p class="where">
        {engine ? <Kind kind={engine.kind} /> : <Kind kind="unknown" />}
        <span class="engine">
          {engine ? `${engine.product} ${engine.version}` : "the engine cannot be reached"}
        </span>
        {endpoints.map((endpoint) => (
          <a href={endpoint} rel="noreferrer" target="_blank">
            {endpoint.replace(/^https?:\/\//, "")}
          </a>
        ))}
      </p>
      <p class={`standing ${problems.length ? "off" : "on"}`} title={problems.join("\n")}>
        {problems.length ? problems[0] : `as wanted: ${wanted.replicas} × ${wanted.version}`}
      </p>
      <Instances instances={column.instances} nodes={column.nodes} />
      <Chart column={column} live={live} />
      <p class="counts">
        <span>
          <b>{sent.toLocaleString("en")}</b> sent
        </span>
        <span class={lost ? "loss" : undefined}>
          <b>{lost.toLocaleString("en")}</b> lost
        </span>
      </p>
      <div class="doing" role="status">
        {doing && <span class="busy">{doing.progress}</span>}
        {!doing && last && <Last last={last} />}
      </div>
      <Diary entries={entries} />
    </section>
  );
}
