import { expect, it } from "vitest";
import { compare } from "../../../src/diff/changes";
import { ecs } from "../../../src/orchestrators/ecs";
import { restartsOf } from "../../../src/orchestrators/restarts";
import { planStack } from "../../stack";

it("restarts nothing if the registry's password changes: the task definition names the secret without its version", async () => {
  const credentials = { server: "registry.example.com", username: "robot" };
  const plannedWith = (password: string) =>
    planStack("ecs", { "podium:registryCredentials": JSON.stringify({ ...credentials, password }) });
  const before = await plannedWith("one");
  const changes = compare(before, await plannedWith("two"), ecs.itemNames);
  expect(changes.map(({ name }) => name)).toEqual(["podium-dev-registry"]);
  expect(restartsOf(ecs.restarts, changes).instances).toBe("none");
});
