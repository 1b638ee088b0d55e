import { request } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { beforeAll, describe, expect, it } from "vitest";
import { ORCHESTRATORS } from "../../src/orchestrators";
import { ANSWERS } from "../proof/answers";
import { plain } from "../proof/plain";
import { WORKLOADS } from "../proof/workloads";
import { planStack } from "../stack";

/** Anyone's, with no policy of its own, since the workload's is not made by a dry run. */
const NAMESPACE = "default";

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; namespace?: string };
}

const probe = await ORCHESTRATORS.kubernetes.engine.probe();
const config = new KubeConfig();
beforeAll(() => config.loadFromDefault());

/**
 * What the API server answers to a manifest that it is to check as far as it can, and not to store.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
async function dryRun(manifest: Manifest): Promise<{ status: number; text: string }> {
  const { apiVersion, kind, metadata } = manifest;
  const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  const plural = `${kind.toLowerCase().replace(/y$/, "ie")}s`;
  const place = kind === "Namespace" ? plural : `namespaces/${NAMESPACE}/${plural}`;
  const query = "dryRun=All&fieldValidation=Strict&fieldManager=podium-proof&force=true";
  const url = new URL(`${root}/${place}/${metadata.name}?${query}`, config.getCurrentCluster()!.server);
  const options = { method: "PATCH", headers: { "content-type": "application/apply-patch+yaml" } };
  await config.applyToHTTPSOptions(options);
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    // JSON is YAML.
    sent.on("error", reject).end(JSON.stringify(manifest));
  });
}

/** Under a name and a port of their own, so that nothing that runs is in the way. */
async function manifests(workload: Record<string, string>): Promise<Manifest[]> {
  const apart = { ...workload, "podium:name": "podium-proof", "podium:publicPort": "32123" };
  const planned = (await planStack("kubernetes", apart, ANSWERS)).filter(({ type }) =>
    /^kubernetes:/.test(type),
  );
  return planned.map(({ name, inputs }) => {
    const manifest = plain(inputs) as Manifest;
    const namespace = manifest.kind === "Namespace" ? undefined : NAMESPACE;
    return {
      ...manifest,
      metadata: { ...manifest.metadata, name: manifest.metadata.name ?? name.toLowerCase(), namespace },
    };
  });
}

describe.skipIf(!probe.reachable || !probe.local)("the API server of Kubernetes", () => {
  it.each(Object.entries(WORKLOADS))("takes every manifest, with %s", async (_, workload) => {
    for (const manifest of await manifests(workload)) {
      const { status, text } = await dryRun(manifest);
      expect([manifest.kind, status >= 200 && status < 300 ? "taken" : text]).toEqual([
        manifest.kind,
        "taken",
      ]);
    }
  });

  it("refuses a member that it does not know", async () => {
    const [first] = await manifests({});
    const { status, text } = await dryRun({ ...first!, unheardOf: 1 } as Manifest);
    expect([status >= 400, text]).toEqual([true, expect.stringContaining("unheardOf")]);
  });
});
