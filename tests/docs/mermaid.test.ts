import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/docs/graph";
import { flowchart } from "../../src/docs/mermaid";
import { picture } from "../../src/docs/picture";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";

const TEXT = String.raw`"[^"\x60<>&\\]*(<br/>[^"\x60<>&\\]*)*"`;
/** Each line of the part of Mermaid's language that the pictures keep to. */
const LINES = [
  /^flowchart LR$/,
  new RegExp(`^ +n\\d+(\\[${TEXT}\\]|\\[\\[${TEXT}\\]\\]|\\(\\[${TEXT}\\]\\))$`),
  new RegExp(`^ {2}subgraph inside\\[${TEXT}\\]$`),
  /^ {2}end$/,
  new RegExp(`^ {2}n\\d+ (-->|-\\.->)(\\|${TEXT}\\|)? n\\d+$`),
];

const strange = (chart: string) => chart.split("\n").filter((line) => !LINES.some((each) => each.test(line)));

const node = (id: string, ...label: string[]) => ({ id, label, isInside: false, shape: "resource" as const });

describe("a flowchart", () => {
  it("has nodes outside and inside of a box, and arrows", () => {
    const graph: Graph = {
      nodes: [
        { ...node("urn:a", "App", "kit"), isInside: true },
        { ...node("urn:b", "net", "Subnet ×2"), isInside: true, shape: "group" },
        { ...node("urn:c", "2 × task"), shape: "instances" },
      ],
      edges: [
        { from: "urn:a", to: "urn:b" },
        { from: "urn:a", to: "urn:c", label: "keeps running", isDotted: true },
      ],
    };
    expect(flowchart("the box", graph)).toBe(
      [
        "flowchart LR",
        '  n2(["2 × task"])',
        '  subgraph inside["the box"]',
        '    n0["App<br/>kit"]',
        '    n1[["net<br/>Subnet ×2"]]',
        "  end",
        "  n0 --> n1",
        '  n0 -.->|"keeps running"| n2',
      ].join("\n"),
    );
  });

  it.each(['say "hi"', "`code`", "<b>&amp;", "#35;", "a\nb", "end", "x]]", "a --> b", "%% no comment", "\\"])(
    "takes no text for syntax: %s",
    (text) => {
      const chart = flowchart(text, { nodes: [node("a", text)], edges: [{ from: "a", to: "a", label: text }] });
      expect(chart.split("\n")).toHaveLength(5);
      expect(strange(chart)).toEqual([]);
    },
  );

  it("writes signs as entities", () => {
    expect(flowchart('"#', { nodes: [], edges: [] })).toContain('["#34;#35;"]');
  });
});

it.each(ORCHESTRATOR_NAMES)("the picture of %s keeps to the safe part of Mermaid, and shows no secret", async (name) => {
  const drawn = await picture(name);
  expect(strange(drawn)).toEqual([]);
  expect(drawn).not.toContain("not shown");
  expect(drawn).toContain('"clients"');
});
