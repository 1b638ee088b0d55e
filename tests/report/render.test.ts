import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import { ORCHESTRATORS } from "../../src/orchestrators";
import { makeReport, RENDERERS } from "../../src/report";
import { buildReport } from "../../src/report/build";
import { escaped } from "../../src/report/markup";
import { RECORDED, sourcesOf } from "./support/recording";
import { resultsOf } from "./support/synthetic";

const NOW = new Date("2026-11-25T12:00:00Z");
const EVIL = `<script>alert("1")</script><img src=x onerror=alert(1)> & | \`code\` https://evil.example`;
/** A program's cost, by prices of some day. */
const COST = /: about \$\d+ a month \(prices of \d{4}-\d\d-\d\d, .+; traffic not counted\)\.$/;
let html: string;
let document: Document;

beforeAll(async () => {
  html = await RENDERERS.html(await makeReport([RECORDED], NOW));
  ({ document } = parseHTML(html));
}, 60_000);

/** A report in which everything that comes from an engine or a file is hostile. */
const hostile = () =>
  buildReport(
    [],
    sourcesOf(
      resultsOf(
        [
          {
            verdict: "failed",
            reason: EVIL,
            leftOut: EVIL,
            facts: { [EVIL]: EVIL },
            metrics: { recoveredSeconds: 1, lost: 0 },
            timeline: {
              events: [{ at: 0, what: EVIL }],
              seconds: [{ at: 0, answered: [{ version: EVIL, instance: EVIL, requests: 1 }], lost: {} }],
              instances: [EVIL, "n2"].map((node) => ({ at: 0, id: EVIL, state: "ready" as const, node })),
            },
          },
          { drill: "hang", verdict: "error", reason: EVIL },
        ],
        {
          command: EVIL,
          image: EVIL,
          isSample: false,
          to: EVIL,
          engines: { kubernetes: { product: EVIL, version: EVIL, kind: "stand-in" } },
        },
      ),
    ),
    NOW,
  );

describe("a run on several nodes", () => {
  const ready = (at: number, id: string, node: string) => ({ at, id, node, state: "ready" as const });
  const second = (at: number) => ({
    at,
    answered: [{ version: "v1", instance: "a", requests: 9 }],
    lost: {},
  });
  const instances = [ready(0, "a", "node-1"), ready(0, "b", "node-2"), ready(1.5, "c", "node-1")];
  const timeline = { events: [], seconds: [second(0), second(1)], instances };
  const report = (run: object) =>
    buildReport([], sourcesOf(resultsOf([{ metrics: { recoveredSeconds: 1 }, ...run }])), NOW);

  it("shows in HTML how many instances were ready on each, as a chart and a table", async () => {
    const { document: page } = parseHTML(await RENDERERS.html(report({ timeline })));
    const section = page.querySelector("#timelines")!;
    expect(section.querySelector(".lead")!.textContent).toContain("a row for each node");
    const drawn = [...section.querySelectorAll(".drawing svg")];
    expect(drawn).toHaveLength(3);
    expect([...drawn[2]!.querySelectorAll("text")].map(({ textContent }) => textContent)).toEqual([
      "node-1",
      "node-2",
    ]);
    const rows = [...section.querySelectorAll("details table tr")].map((row) =>
      [...row.children].map(({ textContent }) => textContent).slice(-2),
    );
    expect(rows).toEqual([
      ["ready on node-1", "ready on node-2"],
      ["1", "1"],
      ["2", "1"],
    ]);
  });

  it("draws nothing left of its start", async () => {
    const early = { ...timeline, seconds: [second(-1), ...timeline.seconds] };
    const drawn = await Promise.all(
      [timeline, early].map(async (each) => {
        const { document: page } = parseHTML(await RENDERERS.html(report({ timeline: each })));
        return [...page.querySelectorAll("#timelines .drawing path")].map((path) => path.getAttribute("d"));
      }),
    );
    expect(drawn[0]).not.toEqual([]);
    expect(drawn[1]).toEqual(drawn[0]);
  });

  it("shows the same in Markdown", async () => {
    const text = await RENDERERS.markdown(report({ timeline }));
    expect(text).toContain("| second | v1 | lost | instances | ready on node-1 | ready on node-2 |");
    expect(text).toContain("| 1 | 9 | 0 | 1 | 2 | 1 |");
  });

  it("is as before with one node", async () => {
    const one = { ...timeline, instances: instances.map((each) => ({ ...each, node: "node-1" })) };
    const { document: page } = parseHTML(await RENDERERS.html(report({ timeline: one })));
    expect(page.querySelectorAll("#timelines .drawing svg")).toHaveLength(2);
    expect(await RENDERERS.markdown(report({ timeline: one }))).not.toContain("ready on node-1");
  });
});

describe("the HTML report", () => {
  it("is one file of less than 1 MB that loads nothing and runs no script", () => {
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    expect(document.querySelectorAll("script, iframe, object, link:not([rel=icon])")).toHaveLength(0);
    for (const element of document.querySelectorAll("[src], [href]")) {
      expect(element.getAttribute("src") ?? element.getAttribute("href")).toMatch(/^(#|data:)/);
    }
    expect(html).not.toMatch(/@import|url\(/);
    expect(html).toMatch(/Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/);
  });

  it("has a single main heading, unique ids, and no dangling references", () => {
    expect(document.querySelectorAll("h1, main")).toHaveLength(2);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const references = [...document.querySelectorAll("[aria-labelledby], [href^='#']")].flatMap((element) =>
      (element.getAttribute("aria-labelledby") ?? element.getAttribute("href")!.slice(1)).split(" "),
    );
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("has a caption for every table and a scope for every header", () => {
    for (const table of document.querySelectorAll("table"))
      expect(table.querySelector("caption")?.textContent).toBeTruthy();
    expect(document.querySelectorAll("th:not([scope])")).toHaveLength(0);
  });

  it("has a cell per column in each row of the results", () => {
    for (const body of document.querySelectorAll("table.answer tbody")) {
      const rows = [...body.querySelectorAll("tr")].slice(1);
      const cells = [...body.querySelectorAll("td")].reduce(
        (sum, cell) => sum + Number(cell.getAttribute("rowspan") ?? 1),
        0,
      );
      expect(cells).toBe(rows.length * 7);
    }
  });

  it("has a title, a description and a table for every chart", () => {
    const charts = [...document.querySelectorAll("svg[role=img]")];
    expect(charts.length).toBeGreaterThan(10);
    for (const chart of charts) {
      expect(chart.querySelector("title")!.textContent).not.toBe("");
      expect(chart.querySelector("desc")!.textContent).not.toBe("");
      expect(chart.closest("figure")!.querySelector("details table")).toBeTruthy();
    }
  });

  it("contains the source code of each deployment verbatim", () => {
    const text = document.querySelector("#program-kubernetes")!.textContent;
    expect(text).toContain('import { readSettings, readWorkload } from "../../src/program/settings";');
    expect(text).toContain("export class KubernetesDeployment extends Deployment {");
  });

  it("counts only resources that exist on an engine", () => {
    const summaries = [...document.querySelectorAll("#programs summary")].map(
      ({ textContent }) => textContent,
    );
    expect(summaries).toContain("Marathon: list of 1 resource");
    const rows = [...document.querySelectorAll("#programs tr")].map(({ textContent }) => textContent);
    expect(rows).toContainEqual(expect.stringMatching(/^Marathon1\d/));
  });

  it("says what the programs cost that run on a vendor's machines", () => {
    const texts = [...document.querySelectorAll("#programs .aside")].map(({ textContent }) => textContent);
    const costs = texts.filter((text) => COST.test(text ?? ""));
    const vendors = Object.values(ORCHESTRATORS).filter(({ pricing }) => pricing);
    expect(costs.map((text) => text!.split(":")[0])).toEqual(vendors.map(({ title }) => title));
  });

  it("shows messages of engines as plain text", async () => {
    const page = await RENDERERS.html(hostile());
    const parsed = parseHTML(page).document;
    expect(parsed.querySelectorAll("script, img")).toHaveLength(0);
    expect(page).not.toMatch(/<(script|img)/);
    expect(parsed.querySelector(".events")!.textContent).toBe(`0.0 s: ${EVIL}`);
    expect(parsed.querySelector(".findings")!.textContent).toContain(EVIL);
  });

  it("begins with the answer, in sentences", () => {
    const section = document.querySelector("main > section")!;
    expect(section.querySelector("h2")!.textContent).toBe("The answer");
    const sentences = [...section.querySelectorAll("li")].map(({ textContent }) => textContent);
    expect(sentences).toContain(
      "Replacing a killed instance took, in one run each, 2.2\u00a0s on Kubernetes, 2.9\u00a0s on HashiCorp Nomad and 11.4\u00a0s on Docker Swarm.",
    );
  });

  it("has no message of an engine in a table, but in the note that the cell refers to", () => {
    const page = document.querySelector("main")!;
    const message = "0 of 2 instances were found by name: getaddrinfo ENOTFOUND web.podium-dev";
    const notes = [...page.querySelectorAll("ol.notes > li")].filter((each) =>
      each.textContent!.includes(message),
    );
    expect(notes.map(({ id }) => id.replace(/\d+$/, ""))).toEqual(["results-note-", "drill-discovery-note-"]);
    for (const { id } of notes) {
      const cell = page.querySelector(`td a[href="#${id}"]`)!.closest("tr")!;
      expect(cell.textContent).not.toContain(message);
    }
    const cells = [...page.querySelectorAll("#results td, #numbers td")].map(
      ({ textContent }) => textContent!,
    );
    expect(cells.filter((text) => text.length > 40)).toEqual([]);
  });

  it("is complete without any result", async () => {
    const page = await RENDERERS.html(buildReport([], [], NOW));
    expect(page).toContain("No result file was found");
    expect(page).toContain("No real engine was measured");
  });
});

describe("the Markdown report", () => {
  const report = () =>
    buildReport(
      [],
      sourcesOf(
        resultsOf([
          { metrics: { recoveredSeconds: 3.21, lost: 0, requests: 100 } },
          { metrics: { recoveredSeconds: 4, lost: 0, requests: 100 }, run: 2 },
          {
            orchestrator: "nomad",
            metrics: { recoveredSeconds: 12, lost: 1, requests: 100 },
            verdict: "failed",
            reason: "1 lost",
          },
          { orchestrator: "nomad", metrics: { recoveredSeconds: 14, lost: 0, requests: 100 }, run: 2 },
          { orchestrator: "swarm", metrics: { recoveredSeconds: 11, lost: 0, requests: 100 } },
          { orchestrator: "swarm", metrics: { recoveredSeconds: 11, lost: 0, requests: 100 }, run: 2 },
        ]),
      ),
      NOW,
    );

  it("has the results as a table", async () => {
    const lines = (await RENDERERS.markdown(report())).split("\n");
    expect(lines).toContain(
      "|  | Amazon ECS | Azure Container Instances | Azure Service Fabric | Kubernetes | Marathon | HashiCorp Nomad | Docker Swarm |",
    );
    expect(lines).toContain(
      "| engine | planned | planned | planned | real: Kubernetes v1.34.2 | planned | real: Nomad 1.10.0 | real: Docker Swarm 28.0.0 |",
    );
    expect(lines).toContain(
      "| Killed instance: full strength after | _planned only_ | _planned only_ | _planned only_ | 3.6\u00a0s (3.2–4.0) **best** | " +
        "_planned only_ | 13.0\u00a0s (12.0–14.0) _failed 1 of 2_ \\[1\\] | 11.0\u00a0s |",
    );
    for (const heading of [
      "## All measurements",
      "## How faithfully each expresses the workload",
      "## Where the numbers come from",
    ]) {
      expect(lines).toContain(heading);
    }
    expect(lines).toContain("- command: podium drill (synthetic, made up for tests)");
  });

  it("begins with the answer, in sentences", async () => {
    const parts = (await RENDERERS.markdown(report())).split("\n\n");
    expect(parts[2]).toBe("## The answer");
    expect(parts).toContain(
      "- Kubernetes was the fastest at replacing a killed instance: 3.6\u00a0s (3.2–4.0), against 11.0\u00a0s (both runs) on Docker Swarm (7.4\u00a0s more).\n" +
        "- HashiCorp Nomad failed the drill “Heal: killed” in 1 of 2 runs.",
    );
  });

  it("says below a table why a drill failed", async () => {
    const parts = (await RENDERERS.markdown(report())).split("\n\n");
    expect(parts.filter((part) => part.includes("1 lost"))).toEqual([
      "1. HashiCorp Nomad, Heal: killed: 1 lost",
      "1. HashiCorp Nomad: 1 lost",
    ]);
  });

  it("counts only resources that exist on an engine, and says what they cost", async () => {
    const text = await RENDERERS.markdown(await makeReport([RECORDED], NOW));
    expect(text).toContain("\n| Marathon | 1 |");
    expect(text.split("\n\n").filter((part) => COST.test(part))).toHaveLength(2);
  });

  it("shows messages of engines as plain text", async () => {
    const text = await RENDERERS.markdown(hostile());
    expect(text).not.toMatch(/<(script|img)/);
    expect(text).not.toContain("https://evil");
    expect(escaped("a|b\n# c <d> _e_ \\")).toBe("a\\|b \\# c &lt;d&gt; \\_e\\_ \\\\");
    // Each row of a table has as many cells as its head.
    for (const table of text.split("\n\n").filter((part) => part.startsWith("|"))) {
      const widths = table.split("\n").map((row) => row.replace(/\\\|/g, "").split("|").length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});

it("the JSON report is the model that the other formats show", async () => {
  const model = await makeReport([RECORDED], NOW);
  const parsed = JSON.parse(await RENDERERS.json(model)) as typeof model;
  expect(parsed.format).toBe("podium/report/v1");
  expect(parsed).toEqual(JSON.parse(JSON.stringify(model)));
  expect(parsed.programs.map(({ name }) => name)).toEqual(Object.keys(ORCHESTRATORS));
  expect(parsed.programs.every(({ lines, resources }) => lines.deployment > 20 && resources.length > 1)).toBe(
    true,
  );
}, 30_000);

describe("a report on an image of one's own", () => {
  const seconds = [
    { at: 0, answered: [{ version: null, instance: null, requests: 10 }], lost: {}, ready: 2 },
    { at: 1, answered: [{ version: null, instance: null, requests: 9 }], lost: { reset: 1 }, ready: 1 },
    { at: 2, answered: [{ version: null, instance: null, requests: 10 }], lost: {} },
  ];
  const timeline = { events: [], seconds };
  const image = `localhost:5000/own@sha256:${"6".repeat(64)}`;
  const about = { image, isSample: false, to: image.replaceAll("6", "7") };
  const update = { drill: "update", leftOut: "who has answered", metrics: { seconds: 1 }, timeline } as const;
  const report = buildReport([], sourcesOf(resultsOf([update], about)), NOW);

  it("names no version, and the instances that the engine had ready", async () => {
    const { document: page } = parseHTML(await RENDERERS.html(report));
    const section = page.querySelector("#timelines")!;
    expect(section.querySelector(".lead")!.textContent).toContain("how many instances the engine had ready");
    expect([...section.querySelectorAll(".legend li")].map((each) => each.textContent)).toEqual([
      "answered",
      "lost",
    ]);
    const rows = [...section.querySelectorAll("tr")].map((row) =>
      [...row.children].map((each) => each.textContent),
    );
    expect(rows).toEqual([
      ["second", "answered", "lost", "instances"],
      ["0", "10", "0", "2"],
      ["1", "9", "1", "1"],
      ["2", "10", "0", "–"],
    ]);
    expect(section.querySelector("desc")!.textContent).toContain(
      "by instances that do not say who they are; 1 lost. From 1 to 2 instances were ready, according to the engine.",
    );
    expect(section.innerHTML).not.toMatch(/null|undefined|NaN/);
  });

  it("says what was not measured, and which image was", async () => {
    const { document: page } = parseHTML(await RENDERERS.html(report));
    expect(page.querySelector("#drill-update")!.textContent).toContain("not measured: who has answered");
    expect(page.querySelector("#provenance")!.textContent).toContain(
      `${image}, not the sample, updated to ${about.to}`,
    );
    const markdown = await RENDERERS.markdown(report);
    expect(markdown).toContain("| second | answered | lost | instances |");
    expect(markdown).toContain("| 2 | 10 | 0 | – |");
    expect(markdown).toContain("not measured: who has answered");
    expect(markdown).toContain(", not the sample, updated to ");
  });
});
