import { readable } from "../diff/readable";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { runProgram } from "../plan/programs";
import { record } from "../plan/record";
import { isComponent, type PlannedResource } from "../program/resources";
import { DEFAULTS } from "../workload/defaults";
import type { ItemFidelity } from "../workload/fidelity";
import { elsewhere } from "./elsewhere";
import type { GraphEdge, GraphNode } from "./graph";
import { flowchart } from "./mermaid";
import { resourceGraph } from "./resourceGraph";

/** The defaults, and a secret, so that one sees where it goes. */
const CONFIG = { "podium:secrets": JSON.stringify({ API_KEY: "not shown" }) };

const CLIENTS: GraphNode = { id: "clients", label: ["clients"], isInside: false, shape: "outside" };

/**
 * What a program makes, as its mocks record it, in Mermaid's language: resources with arrows to those that they need, what
 * clients reach, where it sends requests, and what keeps the instances running.
 */
export async function picture(name: OrchestratorName): Promise<string> {
  const { fidelity, concepts, stack, plannedOutputs } = ORCHESTRATORS[name];
  const recording = { project: `podium-${name}`, config: CONFIG, outputs: plannedOutputs };
  const { resources, relations } = await elsewhere(() => record(recording, () => runProgram(stack)));
  const { nodes, edges } = resourceGraph(relations, fidelity);
  const drawn = nodes.flatMap(({ id }) => {
    const found = relations.find(({ urn }) => urn === id);
    const resource = resources.find(({ type, name }) => type === found?.type && name === found.name);
    return resource ? [{ id, resource }] : [];
  });

  const entrances = drawn.flatMap(({ id, resource }): GraphEdge[] => {
    const port = valueOf(fidelity.publicPort, resource);
    return typeof port === "number" ? [{ from: CLIENTS.id, to: id, label: `port ${port}`, isDotted: true }] : [];
  });
  const controllers = drawn.filter(
    ({ resource }) => valueOf(fidelity.replicas, resource) === DEFAULTS.replicas,
  );
  const instances = controllers.map(({ id }): [GraphNode, GraphEdge] => {
    const running = `instances of ${id}`;
    const label = [`${DEFAULTS.replicas} × ${concepts.instance.split(",")[0]}`];
    return [
      { id: running, label, isInside: false, shape: "instances" },
      { from: id, to: running, label: "keeps running", isDotted: true },
    ];
  });
  // What has the version describes the instances themselves, whose own port it is then.
  const forwarders = drawn.filter(
    ({ id, resource }) =>
      entrances.some(({ to }) => to === id) && valueOf(fidelity.version, resource) === undefined,
  );
  const requests = forwarders.flatMap(({ id: from }) =>
    instances.map(([{ id: to }]): GraphEdge => ({ from, to, label: "requests", isDotted: true })),
  );
  return flowchart(relations.find(isComponent)!.type, {
    nodes: [CLIENTS, ...instances.map(([node]) => node), ...nodes],
    edges: [...entrances, ...requests, ...instances.map(([, edge]) => edge), ...edges],
  });
}

/** What a resource has where an item of the workload goes; undefined if it goes elsewhere. */
function valueOf(item: ItemFidelity, { type, inputs }: PlannedResource): unknown {
  if (item.level === "unsupported" || item.property.type !== type) return undefined;
  let value: unknown = readable(inputs, []).value;
  for (const key of item.property.path.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}
