import type { dynamic } from "@pulumi/pulumi";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type {
  ApplicationInputs,
  provider as applications,
} from "../../../src/orchestrators/service-fabric/application";
import type { provider as versions } from "../../../src/orchestrators/service-fabric/applicationType";
import type { provider as services, ServiceInputs } from "../../../src/orchestrators/service-fabric/service";
import { serialized } from "../serialized";
import { type FakeGateway, fakeGateway, inTurn, Refusal } from "./fake";
import { failure, hurry } from "../providers";

let fake: FakeGateway;
beforeEach(async () => {
  fake = await fakeGateway();
});
hurry();

describe("the providers as Pulumi writes them into the state", () => {
  let revive: (() => dynamic.ResourceProvider)[];
  beforeAll(async () => {
    revive = await serialized(
      "tests/orchestrators/service-fabric/everyProvider.ts",
      "versions",
      "applications",
      "services",
    );
  }, 60_000);

  it("work without TypeScript and without this project", async () => {
    const endpoint = fake.url;
    const upload = "PUT /ImageStore/webType-v1";
    const found = { Items: [{ Status: "Available" }] };
    fake
      .on("GET /ApplicationTypes/webType?ApplicationTypeVersion=v1", inTurn({ Items: [] }, found))
      .on(`${upload}/ApplicationManifest.xml`)
      .on(`${upload}/WebPkg/ServiceManifest.xml`)
      .on(`${upload}/WebPkg/_.dir`)
      .on(`${upload}/_.dir`)
      .on("DELETE /ImageStore/webType-v1")
      .on("POST /ApplicationTypes/$/Provision");
    const [version, application, service] = revive.map((each) => each()) as [
      typeof versions,
      typeof applications,
      typeof services,
    ];
    const content = { applicationManifest: "{}", serviceManifest: '{"Name":"WebPkg"}' };
    await version.create({ endpoint, typeName: "webType", version: "v1", ...content });
    expect(fake.bodyOf(`${upload}/WebPkg/ServiceManifest.xml`)).toContain('<ServiceManifest Name="WebPkg"/>');

    fake
      .on("POST /Applications/$/Create", new Refusal("FABRIC_E_APPLICATION_ALREADY_EXISTS", 409))
      .on("GET /Applications/web/$/GetUpgradeProgress", { UpgradeState: "RollingForwardCompleted" })
      .on("GET /Applications/web", { TypeVersion: "v2" })
      .on("GET /Applications/web/$/GetHealth", { AggregatedHealthState: "Ok" })
      .on("POST /Applications/web/$/Upgrade", new Refusal("FABRIC_E_INVALID", 400));
    const inputs = { endpoint, name: "fabric:/web", typeVersion: "v1", parameters: {}, upgradePolicy: {} };
    const parameters = { Secret_A: "a\u0001b", Secret_B: "@serviceName@", Secret_C: "fine" };
    const checked = await application.check!({} as never, { ...inputs, parameters } as never);
    expect(checked.failures).toHaveLength(2);
    const error = await failure(application.create(inputs as ApplicationInputs));
    expect(error).toMatchObject({ id: "fabric:/web", message: expect.stringContaining("FABRIC_E_INVALID") });

    fake.on("GET /Applications/web/$/GetServices/web~web", undefined);
    const props = { endpoint, applicationName: "fabric:/web", name: "fabric:/web/web" } as ServiceInputs;
    expect(await service.read!("id", props)).toEqual({});
    expect(await service.diff!("id", props, props)).toMatchObject({ changes: false });

    vi.stubEnv("SERVICE_FABRIC_CA", "/does/not/exist.pem");
    const secured = { ...props, endpoint: "https://127.0.0.1:9" };
    await expect(service.read!("id", secured)).rejects.toThrow(
      "SERVICE_FABRIC_CA names a file that cannot be read: ENOENT",
    );
    vi.unstubAllEnvs();
  });
});
