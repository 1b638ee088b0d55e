import colours from "picocolors";
import { requirePulumi } from "../automation/cli";
import { type Deployed, deploy, deployImage } from "../automation/deploy";
import type { Interruption } from "../automation/interruption";
import { giveNodeBack } from "../drills/giveBack";
import { Journal } from "../drills/journal";
import { restoreConfig } from "../drills/takeAway";
import { TakenNodes } from "../drills/takenNodes";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { engineName, type Probes } from "./probes";
import { withSample } from "./sample";
import { heading, table } from "./table";
import { type Outcome, runTasks } from "./tasks";

/** What became of one orchestrator, as `--json` prints it. */
export interface DeploymentResult {
  name: OrchestratorName;
  engine: string;
  state: "running" | "failed";
  changed?: boolean;
  endpoints?: string[];
  /** Ids of the instances that responded or, of an image of one's own, that the engine has ready. */
  instances?: string[];
  image?: string;
  version?: string;
  seconds: number;
  error?: string;
}

/**
 * Builds the sample image once, if any of the orchestrators needs it, and deploys to all of them at the same time. A failure
 * stops none of the others.
 */
export async function deployAll(
  names: OrchestratorName[],
  probes: Probes,
  interruption: Interruption,
  silent: boolean,
): Promise<DeploymentResult[]> {
  const pulumi = await requirePulumi();
  const journal = new Journal();
  const nodes = new TakenNodes();
  const building = withSample(names, journal);
  const [image] = await runTasks<unknown>(
    [
      building.length
        ? { title: "Image", run: (report) => deployImage(pulumi, report, interruption) }
        : {
            title: "Image: not built, since every stack has its own (podium:image)",
            run: async () => undefined,
          },
    ],
    silent,
  );
  const noImage = "error" in image! ? { error: `no image: ${image.error}`, seconds: 0 } : undefined;
  const imageless = noImage ? building : [];
  const others = names.filter((name) => !imageless.includes(name));
  const outcomes = await runTasks(
    others.map((name) => ({
      title: ORCHESTRATORS[name].title,
      async run(report) {
        await giveNodeBack(name, nodes, report);
        // What an interrupted drill has changed is not what the user has configured.
        const found = journal.find(name);
        if (found) {
          report("restoring the configuration that an interrupted drill has changed");
          restoreConfig(name, found);
        }
        const deployed = await deploy(name, pulumi, report, interruption);
        if (found) journal.remove(name);
        return deployed;
      },
    })),
    silent,
  );
  return names.map((name) => toResult(about(name, probes), outcomes[others.indexOf(name)] ?? noImage!));
}

/** An engine that did not respond when it was probed may be an emulator all the same. */
function about(name: OrchestratorName, probes: Probes) {
  const engine = engineName(probes.get(name)!);
  return { name, engine: engine || `${ORCHESTRATORS[name].title} (unknown engine)` };
}

function toResult(
  which: { name: OrchestratorName; engine: string },
  outcome: Outcome<Deployed>,
): DeploymentResult {
  const { seconds } = outcome;
  if ("error" in outcome) return { ...which, state: "failed", seconds, error: outcome.error };
  const { changed, outputs, verification } = outcome.value;
  return {
    ...which,
    state: "running",
    changed,
    endpoints: outputs.endpoints,
    instances: verification.confirmed,
    image: outputs.wanted.image,
    version: outputs.wanted.version,
    seconds,
  };
}

/** The results as a table for a terminal. Why one has failed, its task has reported. */
export function resultTable(results: DeploymentResult[]): string {
  const rows = results.map(
    ({ name, engine, state, changed, endpoints = [], instances = [], version = "", image = "" }) => [
      name,
      engine,
      state === "failed" ? colours.red("failed") : colours.green(changed ? "deployed" : "unchanged"),
      String(instances.length),
      version,
      image.slice(image.indexOf("sha256:") + 7).slice(0, 12),
      endpoints.join("\n"),
    ],
  );
  const head = ["", "engine", "", "instances", "version", "digest", "endpoint"];
  return [heading("One image, side by side"), table(head, rows)].join("\n");
}
