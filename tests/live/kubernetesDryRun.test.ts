import { request } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import { beforeAll, describe, expect, it } from "vitest";
import { probe as probeEngine } from "../../src/automation/target";
import { kit } from "../orchestrators/kubernetes/kit";
import { plain } from "../proof/plain";
import { configOf, WORKLOADS } from "../proof/workloads";
import { planStack } from "../stack";

/** Exists in every cluster, without policies of its own. A dry run does not create the workload's own namespace. */
const NAMESPACE = "default";

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; namespace?: string };
}

const probe = await probeEngine("kubernetes");
const config = new KubeConfig();
beforeAll(() => config.loadFromDefault());

/**
 * The API server's response to a manifest that it validates as far as it can, but does not store.
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

/** The workload's manifests, with a name and a port of their own that collide with nothing that runs. */
async function manifests(workload: Record<string, string>): Promise<Manifest[]> {
  const apart = { ...workload, "podium:name": "podium-proof", "podium:publicPort": "32123" };
  const planned = (await planStack("kubernetes", apart, kit.answers)).filter(({ type }) =>
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
  it.each(WORKLOADS)("accepts every manifest: %s", async (workload) => {
    for (const manifest of await manifests(configOf(workload, kit))) {
      const { status, text } = await dryRun(manifest);
      expect([manifest.kind, status >= 200 && status < 300 ? "accepted" : text]).toEqual([
        manifest.kind,
        "accepted",
      ]);
    }
  });

  it("rejects an unknown member", async () => {
    const [first] = await manifests({});
    const { status, text } = await dryRun({ ...first!, unknownMember: 1 } as Manifest);
    expect([status >= 400, text]).toEqual([true, expect.stringContaining("unknownMember")]);
  });
});
