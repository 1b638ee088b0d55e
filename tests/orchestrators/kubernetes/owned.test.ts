import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { connect } from "../../../src/orchestrators/kubernetes/engine";
import { temporaryFolder } from "../../folder";
import { type FakeCluster, fakeCluster, writeKubeconfig } from "./fake";

const LISTS = {
  "GET /api/v1/namespaces/web/secrets": [],
  "GET /api/v1/namespaces/web/services": [],
  "GET /api/v1/namespaces/web/serviceaccounts": [],
  "GET /apis/apps/v1/namespaces/web/deployments": [],
  "GET /apis/autoscaling/v2/namespaces/web/horizontalpodautoscalers": [],
  "GET /apis/networking.k8s.io/v1/namespaces/web/networkpolicies": [],
  "GET /apis/policy/v1/namespaces/web/poddisruptionbudgets": [],
};
/** What the API server says that it has, so that a client finds the path of a kind. */
const kinds = (...all: [kind: string, name: string][]) => ({
  resources: all.map(([kind, name]) => ({ kind, name, namespaced: true })),
});
const DISCOVERY = {
  "GET /api/v1": kinds(["Secret", "secrets"], ["Service", "services"], ["ServiceAccount", "serviceaccounts"]),
  "GET /apis/apps/v1": kinds(["Deployment", "deployments"]),
  "GET /apis/autoscaling/v2": kinds(["HorizontalPodAutoscaler", "horizontalpodautoscalers"]),
  "GET /apis/networking.k8s.io/v1": kinds(["NetworkPolicy", "networkpolicies"]),
  "GET /apis/policy/v1": kinds(["PodDisruptionBudget", "poddisruptionbudgets"]),
};

let cluster: FakeCluster;
const owned = () => {
  const kubeconfig = writeKubeconfig(join(temporaryFolder(), "config"), { dev: cluster.address });
  return connect({ kubeconfig, context: "dev" }).owned("web");
};
const objects = (lists: Record<string, object[]>) =>
  Object.fromEntries(Object.entries(lists).map(([path, items]) => [path, { items }]));

beforeEach(async () => {
  cluster = await fakeCluster({
    ...DISCOVERY,
    ...objects(LISTS),
    "GET /api/v1/namespaces": { items: [{ metadata: { name: "web" } }] },
  });
});

it("finds the namespace of a workload and what is in it, by their labels", async () => {
  const named = (name: string) => [{ metadata: { namespace: "web", name } }];
  Object.assign(
    cluster.answers,
    objects({
      "GET /apis/apps/v1/namespaces/web/deployments": named("web"),
      "GET /api/v1/namespaces/web/secrets": named("web-secrets-1a2b"),
    }),
  );
  expect(await owned()).toEqual([
    {
      type: "kubernetes:apps/v1:Deployment",
      id: "web/web",
      name: "deployment web",
      remove: "kubectl --context dev delete namespace web",
    },
    {
      type: "kubernetes:core/v1:Secret",
      id: "web/web-secrets-1a2b",
      name: "secret web-secrets-1a2b",
      remove: "kubectl --context dev delete namespace web",
    },
    {
      type: "kubernetes:core/v1:Namespace",
      id: "web",
      name: "namespace web",
      remove: "kubectl --context dev delete namespace web",
    },
  ]);
  const lists = cluster.requests.filter((each) => each.includes("labelSelector"));
  expect(lists).toHaveLength(8);
  for (const each of lists)
    expect(new URL(each.split(" ")[1]!, cluster.address).searchParams.get("labelSelector")).toBe(
      "app.kubernetes.io/name=web,app.kubernetes.io/managed-by=podium",
    );
});

it("finds nothing without such a namespace", async () => {
  Object.assign(cluster.answers, objects({ "GET /api/v1/namespaces": [] }));
  expect(await owned()).toEqual([]);
});

it("leaves out what the user may not list, but no other error", async () => {
  const path = "GET /api/v1/namespaces/web/secrets";
  cluster.answers[path] = [403, { message: "forbidden" }];
  expect(await owned()).toMatchObject([{ id: "web" }]);
  cluster.answers[path] = [500, { message: "etcd is gone" }];
  await expect(owned()).rejects.toThrow("etcd is gone");
});
