import type { Graph, GraphEdge, GraphNode } from "./graph";

const SHAPES: Record<GraphNode["shape"], [string, string]> = {
  resource: ["[", "]"],
  group: ["[[", "]]"],
  instances: ["([", "])"],
  outside: ["([", "])"],
};

/**
 * A graph as a flowchart in Mermaid's language, which GitHub draws. It keeps to the part of that language in which no text
 * can be taken for syntax: identifiers of its own, and all text quoted.
 * https://mermaid.js.org/syntax/flowchart.html
 * @param title of the box around what is inside.
 */
export function flowchart(title: string, { nodes, edges }: Graph): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const drawn = (node: GraphNode) => {
    const [left, right] = SHAPES[node.shape];
    return `${ids.get(node.id)}${left}"${node.label.map(quoted).join("<br/>")}"${right}`;
  };
  const arrow = ({ from, to, label, isDotted }: GraphEdge) =>
    `${ids.get(from)} ${isDotted ? "-.->" : "-->"}${label === undefined ? "" : `|"${quoted(label)}"|`} ${ids.get(to)}`;
  return [
    "flowchart LR",
    ...nodes.filter(({ isInside }) => !isInside).map((node) => `  ${drawn(node)}`),
    `  subgraph inside["${quoted(title)}"]`,
    ...nodes.filter(({ isInside }) => isInside).map((node) => `    ${drawn(node)}`),
    "  end",
    ...edges.map((edge) => `  ${arrow(edge)}`),
  ].join("\n");
}

/**
 * Text between quotes. Mermaid has entities instead of escapes, in which `#` takes the place of `&`; a backtick would begin
 * Markdown, and `<` HTML.
 * https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
const quoted = (text: string) => text.replace(/[#"`<>&;\\\n]/g, (sign) => `#${sign.codePointAt(0)};`);
