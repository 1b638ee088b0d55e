import type { Relations } from "../plan/relations";
import { isComponent } from "../program/resources";
import type { Fidelity } from "../workload/fidelity";
import { between, type Graph, type GraphEdge, type GraphNode, withoutImplied } from "./graph";

/** So many helpers of one module are drawn as one. */
const MANY = 3;

/** The image, which is an output of another stack. */
const IMAGE: GraphNode = {
  id: "image",
  label: ["image by digest", "from the root project"],
  isInside: false,
  shape: "outside",
};

/**
 * A program's resources, each with an edge to those that it needs. Providers are left out. A resource that expresses an item
 * of the workload has a node of its own, whose id is its URN; where a module has many others, they share one, which hides
 * what only they need.
 */
export function resourceGraph(relations: Relations[], fidelity: Fidelity): Graph {
  const component = relations.find(isComponent)!;
  // Always in the same order: that of registration is up to promises.
  const resources = relations
    .filter((each) => !isComponent(each) && !isProvider(each))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
  const groups = groupsOf(resources, fidelity);
  const nodeOf = (id: string) => groups.get(id) ?? id;

  const known = new Set(resources.map(({ urn }) => urn));
  const edges = resources.flatMap(({ urn, dependencies }) =>
    [...dependencies].sort().flatMap((each): GraphEdge[] => {
      if (isStackReference(each)) return [{ from: urn, to: IMAGE.id }];
      return known.has(each) ? [{ from: urn, to: each }] : [];
    }),
  );
  const nodes = [...new Set(resources.map(({ urn }) => nodeOf(urn)))].map((id): GraphNode => {
    const members = resources.filter(({ urn }) => nodeOf(urn) === id);
    const [first] = members;
    const isInside = first!.parent === component.urn;
    return id === first!.urn
      ? { id, label: [titleOf(first!, component), moduleOf(first!)], isInside, shape: "resource" }
      : { id, label: [id, ...counted(members)], isInside, shape: "group" };
  });
  const isGroup = (id: string) => nodes.some((node) => node.id === id && node.shape === "group");
  const shown = between(edges, nodeOf).filter(({ from, to }) => !isGroup(from) || isGroup(to));
  return { nodes: [...nodes, IMAGE], edges: withoutImplied(shown) };
}

const isProvider = ({ type }: Relations) => type.startsWith("pulumi:providers:");

const isStackReference = (urn: string) => urn.includes("::pulumi:pulumi:StackReference::");

/** The modules in place of the helpers that share a node, by URN. */
function groupsOf(resources: Relations[], fidelity: Fidelity): Map<string, string> {
  const expressing = new Set(
    Object.values(fidelity).flatMap((item) => (item.level === "unsupported" ? [] : item.property.type)),
  );
  const helpers = resources.filter(({ type }) => !expressing.has(type));
  const inModule = (module: string) => helpers.filter((each) => moduleOf(each) === module);
  return new Map(
    helpers
      .filter((each) => inModule(moduleOf(each)).length >= MANY)
      .map((each) => [each.urn, moduleOf(each)] as const),
  );
}

const kindOf = ({ type }: Relations) => type.split(":").at(-1)!;

/** A resource's kind, with what its name adds to the component's: `web-peers` of `web` is "Service peers". */
function titleOf(resource: Relations, { name }: Relations): string {
  const added = resource.name.startsWith(`${name}-`) ? ` ${resource.name.slice(name.length + 1)}` : "";
  return kindOf(resource) + added;
}

/** `random:index/randomString:RandomString` is in `random`, `cloud:net/subnet:Subnet` in `net`, `kit:core/v1:Thing` in `core/v1`. */
export function moduleOf(resource: Relations): string {
  const [provider = "", module = ""] = resource.type.split(":");
  const noise = ["index", "dynamic", kindOf(resource).toLowerCase()];
  const parts = module.split("/").filter((part) => !noise.includes(part.toLowerCase()));
  return parts.join("/") || provider;
}

/** E.g. "Subnet ×2". */
function counted(members: Relations[]): string[] {
  const kinds = members.map(kindOf);
  return [...new Set(kinds)].map((kind) => {
    const { length } = kinds.filter((each) => each === kind);
    return length === 1 ? kind : `${kind} ×${length}`;
  });
}
