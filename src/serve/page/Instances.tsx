import { colourOf } from "../../visuals/layers";
import { byNode } from "../grouping";
import type { LiveInstance, LiveNode } from "../state";

const WORDS: Record<LiveInstance["state"], string> = {
  starting: "starting",
  ready: "ready",
  unready: "not ready",
  stopping: "stopping",
  failed: "failed",
  answering: "responding",
};

/** The current instances; by node, where there are several. */
export function Instances({ instances, nodes }: { instances: LiveInstance[]; nodes: LiveNode[] }) {
  const groups = byNode(instances, nodes);
  if (!groups) return <List instances={instances} label="Instances" />;
  return (
    <div class="nodes">
      {groups.map(({ name = "on no node yet", zone, state = "ready", instances: found }) => (
        <section key={name} class={`node ${state}`} aria-label={`Node ${name}`}>
          <h3>
            {name} {zone && <span class="zone">{zone}</span>}
            {state !== "ready" && <strong>{state}</strong>}
          </h3>
          <List instances={found} label={`Instances on ${name}`} />
        </section>
      ))}
    </div>
  );
}

/** Instances, each in the colour of the version that it responds with. */
const List = ({ instances, label }: { instances: LiveInstance[]; label: string }) => (
  <ul class="instances" aria-label={label}>
    {instances.map(({ id, state, version, requests }) => (
      <li key={id} class={`${state} ${looks(version, requests)}`}>
        <svg viewBox="0 0 8 32" aria-hidden="true">
          <rect width="8" height="32" rx="2" fill={version ? colourOf(version) : "none"} />
          <rect x="0.75" y="0.75" width="6.5" height="30.5" rx="1.5" class="frame" />
        </svg>
        <span class="id" title={id}>
          {short(id)}
        </span>
        <span class="state">{WORDS[state]}</span>
        <span class="version" title={version}>
          {version ?? "–"}
        </span>
        {requests !== undefined && <span class="rate">{requests}/s</span>}
      </li>
    ))}
    {!instances.length && <li class="none">no instances</li>}
  </ul>
);

const looks = (version?: string, requests?: number) =>
  requests === undefined ? "unidentified" : version ? "" : "silent";

/** Keeps the end of an id: engines distinguish instances there. */
const short = (id: string): string => (id.length <= 13 ? id : `…${id.slice(-12)}`);
