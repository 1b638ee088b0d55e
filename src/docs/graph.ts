/** Something in a picture of a program. */
export interface GraphNode {
  id: string;
  /** Its lines of text. */
  label: string[];
  /** Whether it is a part of the component. */
  isInside: boolean;
  /** What it is drawn as: a resource, several that belong together, what runs in the end, or something outside. */
  shape: "resource" | "group" | "instances" | "outside";
}

export interface GraphEdge {
  from: string;
  to: string;
  label?: string;
  /** Whether the engine does that and not the program. */
  isDotted?: boolean;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/**
 * Edges without those that others imply: where a leads to b and b to c, the one from a to c says nothing new. They are left
 * out one by one, so that what was connected stays connected.
 */
export function withoutImplied(edges: GraphEdge[]): GraphEdge[] {
  return edges.reduce((left, edge) => {
    const others = left.filter((each) => each !== edge);
    return leadsTo(others, edge.from, edge.to) ? others : left;
  }, edges);
}

function leadsTo(edges: GraphEdge[], from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const reached of seen) {
    for (const edge of edges) if (edge.from === reached) seen.add(edge.to);
  }
  return from !== to && seen.has(to);
}

/** Edges between groups in place of their members: each once, and none within a group. */
export function between(edges: GraphEdge[], groupOf: (id: string) => string): GraphEdge[] {
  const found = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const [from, to] = [groupOf(edge.from), groupOf(edge.to)];
    if (from !== to) found.set(`${from} ${to}`, { ...edge, from, to });
  }
  return [...found.values()];
}
