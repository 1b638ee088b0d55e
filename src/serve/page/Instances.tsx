import { colourOf } from "../../visuals/layers";
import type { LiveInstance } from "../state";

const WORDS: Record<LiveInstance["state"], string> = {
  starting: "starting",
  ready: "ready",
  unready: "not ready",
  stopping: "stopping",
  failed: "failed",
  answering: "responding",
};

/** The current instances, each in the colour of the version that it responds with. */
export const Instances = ({ instances }: { instances: LiveInstance[] }) => (
  <ul class="instances" aria-label="Instances">
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
