import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ClientSecretCredential } from "@azure/identity";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connectTo, credentialFor } from "../../../src/orchestrators/aci/client";
import { stubNoAzure } from "./environment";
import { temporaryFolder } from "../../folder";

const SUBSCRIPTION = "12345678-1234-1234-1234-123456789abc";
const SCOPE = "https://management.azure.com/.default";

/** A command `az` that is logged in. @returns the file to which it writes its arguments. */
function az(): string {
  const folder = temporaryFolder();
  const login = JSON.stringify({ accessToken: "from az", expiresOn: "2100-01-01 00:00:00.000000" });
  const log = join(folder, "arguments");
  writeFileSync(join(folder, "az"), `#!/bin/sh\necho "$@" > ${log}\necho '${login}'\n`);
  chmodSync(join(folder, "az"), 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
  return log;
}

describe("the client of ACI", () => {
  beforeEach(stubNoAzure);
  afterEach(() => void vi.unstubAllEnvs());

  it("is that of the connection's subscription, whatever the environment says", async () => {
    vi.stubEnv("AZURE_SUBSCRIPTION_ID", SUBSCRIPTION.replace("1", "9"));
    vi.stubEnv("ARM_SUBSCRIPTION_ID", SUBSCRIPTION.replace("1", "8"));
    expect((await connectTo(SUBSCRIPTION)).subscriptionId).toBe(SUBSCRIPTION);
  });

  it("logs in as the service principal that Pulumi's provider uses, if any", async () => {
    az();
    for (const name of ["ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET"]) {
      expect(await credentialFor(SUBSCRIPTION)).not.toBeInstanceOf(ClientSecretCredential);
      vi.stubEnv(name, SUBSCRIPTION);
    }
    expect(await credentialFor(SUBSCRIPTION)).toBeInstanceOf(ClientSecretCredential);
  });

  it("uses the login of `az` to its own subscription, not to the default one", async () => {
    const log = az();
    const token = await (await credentialFor(SUBSCRIPTION)).getToken(SCOPE);
    expect(token?.token).toBe("from az");
    expect(readFileSync(log, "utf8")).toContain(`--subscription ${SUBSCRIPTION}`);
  });
});
