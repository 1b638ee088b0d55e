import { beforeEach, describe, expect, it } from "vitest";
import * as pulumi from "@pulumi/pulumi";
import { onceRunnableOnAzure } from "../../../src/orchestrators/aci/registry";
import { expectFailedOutputs } from "../../failures";
import { FakeRegistry } from "../../image/registry-fake";
import { workloadOf } from "../../program";
import { upStack } from "../../up";
import { stubNoAzure } from "./environment";

const SUBSCRIPTION = { "azure-native:subscriptionId": "12345678-1234-1234-1234-123456789012" };
const LOCAL = { "podium:image": `localhost:5000/podium@sha256:${"a".repeat(64)}` };
const ofAzure = (types: string[]) => types.filter((type) => /azure/.test(type));

beforeEach(stubNoAzure);

describe("the image for ACI", () => {
  expectFailedOutputs();

  it("is refused before anything is made if it is on this machine and not copied, with the two ways out", async () => {
    const { made, failure } = await upStack("aci", { ...SUBSCRIPTION, ...LOCAL });
    expect(failure).toMatch(
      /^The image localhost:5000\/podium@sha256:a{64} is in a registry on this machine, which Azure cannot reach\. Have the stack copy it to an Azure Container Registry, which must be of the Premium tier: `pulumi config set podium-aci:registry acr`\. Or push it to a registry that Azure can reach, such as by setting PODIUM_REGISTRY to it and deploying the image again\.$/,
    );
    expect(ofAzure(made)).toEqual([]);
  });

  it("is refused before anything is made if it is for other processors than x86", async () => {
    const registry = await FakeRegistry.listen();
    const manifests = [{ digest: registry.add([]), platform: { os: "linux", architecture: "arm64" } }];
    const index = registry.addManifest("application/vnd.oci.image.index.v1+json", { manifests });
    const config = { "podium:image": `${registry.repository}@${index}`, "podium-aci:registry": "acr" };
    const { made, failure } = await upStack("aci", { ...SUBSCRIPTION, ...config });
    registry.close();
    expect(failure).toMatch(
      /is for linux\/arm64, but Azure is to run it on linux\/amd64\. Build it for x86 processors, the sample image with `pulumi config set podium:platform linux\/amd64 --stack dev` in the project's root\.$/,
    );
    expect(ofAzure(made)).toEqual([]);
  });

  it("is not looked at where no subscription is known", () => {
    const stack = { workload: workloadOf(), image: pulumi.output(""), isSample: true };
    expect(onceRunnableOnAzure(stack, false, { location: "westeurope" })).toEqual([]);
  });
});
