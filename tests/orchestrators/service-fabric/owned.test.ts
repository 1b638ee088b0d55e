import { beforeEach, expect, it } from "vitest";
import { connect } from "../../../src/orchestrators/service-fabric/engine";
import { type FakeGateway, fakeGateway, Refusal } from "./fake";

const APPLICATION = "GET /Applications/web";
const SERVICES = "GET /Applications/web/$/GetServices";
const TYPES = "GET /ApplicationTypes/webType";

let fake: FakeGateway;
beforeEach(async () => {
  fake = await fakeGateway();
});
const owned = () => {
  const engine = connect({ endpoint: fake.url });
  return engine.owned("web").finally(() => engine.close());
};

it("finds a workload's application, its services and the versions of its type", async () => {
  fake
    .on(APPLICATION, { Name: "fabric:/web" })
    .on(SERVICES, { Items: [{ Name: "fabric:/web/web" }] })
    .on(TYPES, { Items: [{ Version: "v1-0123" }, { Version: "v2-4567" }] });
  const type = (kind: string) => `pulumi-nodejs:dynamic/serviceFabric:${kind}`;
  expect(await owned()).toEqual([
    {
      type: type("Service"),
      id: "fabric:/web/web",
      name: "service fabric:/web/web",
      remove: "sfctl service delete --service-id web~web",
    },
    {
      type: type("Application"),
      id: "fabric:/web",
      name: "application fabric:/web",
      remove: "sfctl application delete --application-id web",
    },
    ...["v1-0123", "v2-4567"].map((version) => ({
      type: type("ApplicationTypeVersion"),
      id: `webType/${version}`,
      name: `application type webType ${version}`,
      remove:
        "sfctl application unprovision --application-type-name webType " +
        `--application-type-version ${version}`,
    })),
  ]);
});

it("finds nothing where nothing is deployed, however the cluster says that", async () => {
  fake.on(APPLICATION).on(SERVICES).on(TYPES, { Items: [] });
  expect(await owned()).toEqual([]);
  fake
    .on(APPLICATION, new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"))
    .on(SERVICES, new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"))
    .on(TYPES, new Refusal("FABRIC_E_APPLICATION_TYPE_NOT_FOUND"));
  expect(await owned()).toEqual([]);
});

it("fails if the cluster reports an error", async () => {
  fake.on(APPLICATION, new Refusal("FABRIC_E_TIMEOUT", 504)).on(SERVICES).on(TYPES);
  await expect(owned()).rejects.toThrow("FABRIC_E_TIMEOUT");
});
