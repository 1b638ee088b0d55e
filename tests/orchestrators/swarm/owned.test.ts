import { expect, it } from "vitest";
import { manager } from "./fake";

it("finds what a workload has in a swarm, by its label", async () => {
  const { engine, calls } = await manager({
    "GET /services": [{ ID: "s1", Spec: { Name: "web" } }],
    "GET /secrets": [{ ID: "k1", Spec: { Name: "web-API_KEY-31f4ade" } }],
    "GET /networks": [{ Id: "n1", Name: "web" }],
  });
  expect(await engine.owned("web")).toEqual([
    { type: "docker:index/service:Service", id: "s1", name: "service web", remove: "docker service rm web" },
    {
      type: "docker:index/secret:Secret",
      id: "k1",
      name: "secret web-API_KEY-31f4ade",
      remove: "docker secret rm web-API_KEY-31f4ade",
    },
    { type: "docker:index/network:Network", id: "n1", name: "network web", remove: "docker network rm web" },
  ]);
  for (const { query } of calls)
    expect(JSON.parse(query["filters"]!)).toEqual({ label: ["podium.workload=web"] });
});

it("fails if the swarm does not say what it has", async () => {
  const { engine } = await manager({ "GET /services": 500, "GET /secrets": [], "GET /networks": [] });
  await expect(engine.owned("web")).rejects.toThrow("500");
});

it("removes the volumes that Docker leaves behind, which nothing uses, when a workload is gone", async () => {
  const { engine, calls } = await manager({
    "GET /volumes": { Volumes: [{ Name: "v1" }, { Name: "v2" }] },
    "DELETE /volumes/v1": 204,
    // Docker itself was faster.
    "DELETE /volumes/v2": 404,
  });
  await engine.tidy!("web");
  const asked = calls.map(({ what }) => what).sort();
  expect(asked).toEqual(["DELETE /volumes/v1", "DELETE /volumes/v2", "GET /volumes"]);
  expect(JSON.parse(calls[0]!.query["filters"]!)).toEqual({
    label: ["podium.workload=web"],
    dangling: ["true"],
  });
});

it("fails if a volume cannot be removed", async () => {
  const { engine } = await manager({
    "GET /volumes": { Volumes: [{ Name: "v1" }] },
    "DELETE /volumes/v1": 500,
  });
  await expect(engine.tidy!("web")).rejects.toThrow("500");
});
