import { Kind } from "../../visuals/parts";
import type { ColumnState, LiveColumnState } from "../state";
import { Chart } from "./Chart";
import { Instances } from "./Instances";
import { Diary, Last } from "./Last";

interface ColumnProps {
  /** In a replay, without what a recording does not have. */
  column: ColumnState | LiveColumnState;
  /** Requests per second. */
  rate: number;
  isLeftOut?: boolean;
}

/** The column of one orchestrator. */
export function Column({ column, rate, isLeftOut }: ColumnProps) {
  const { name, title, engine, doing, last, sent, lost, entries } = column;
  const live = "wanted" in column ? column : undefined;
  const id = `column-${name}`;
  return (
    <section class={`column${isLeftOut ? " left-out" : ""}`} aria-labelledby={id} data-name={name}>
      <h2 id={id}>{title}</h2>
      <p class="where">
        {engine ? <Kind kind={engine.kind} /> : <Kind kind="unknown" />}
        <span class="engine">
          {engine
            ? `${engine.product} ${engine.version}`
            : `the engine ${live ? "cannot" : "could not"} be reached`}
        </span>
        {live?.endpoints.map((endpoint) => (
          <a href={endpoint} rel="noreferrer" target="_blank">
            {endpoint.replace(/^https?:\/\//, "")}
          </a>
        ))}
      </p>
      {live && <Standing {...live} />}
      <Instances instances={column.instances} nodes={column.nodes} />
      <Chart column={column} rate={rate} />
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
      <Diary entries={entries} isReplay={!live} />
    </section>
  );
}

/** Whether it is as wanted. */
const Standing = ({ problems, wanted }: Pick<LiveColumnState, "problems" | "wanted">) => (
  <p class={`standing ${problems.length ? "off" : "on"}`} title={problems.join("\n")}>
    {problems.length ? problems[0] : `as wanted: ${wanted.replicas} × ${wanted.version}`}
  </p>
);
