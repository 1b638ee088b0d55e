import { describe, expect, it } from "vitest";
import { baseUrl, dnsLabel, publicName, uniqueSuffix } from "../../../src/orchestrators/aci/address";

const ID = "/subscriptions/1/resourceGroups/web";

describe("where a container group is reached", () => {
  it("has a label that only this resource group has, and that Azure allows", () => {
    expect(uniqueSuffix(ID)).toMatch(/^[0-9a-f]{8}$/);
    expect(dnsLabel("web-0", ID)).toBe(`web-0-${uniqueSuffix(ID)}`);
    expect(dnsLabel("a-name-of-20-letters-99", ID)).toMatch(/^[a-z][a-z0-9-]{3,61}[a-z0-9]$/);
    expect(dnsLabel("web-0", ID)).toBe(dnsLabel("web-0", ID.toUpperCase()));
    expect(dnsLabel("web-0", ID)).not.toBe(dnsLabel("web-0", ID.replace("1", "2")));
  });

  it("is its name, which a restart does not change", () => {
    const fqdn = publicName("web-0-1234", "West US 2");
    expect(fqdn).toBe("web-0-1234.westus2.azurecontainer.io");
    const ipAddress = { ip: "203.0.113.7", fqdn };
    expect(baseUrl({ ipAddress, tags: { siteEndpoint: "http://example.com" } }, 8085)).toBe(
      `http://${fqdn}:8085`,
    );
  });

  it("is what a tag says, or the address, when the name is no host name", () => {
    const ipAddress = { ip: "203.0.113.7", fqdn: "web.westeurope.azurecontainer.io (made up)" };
    const tags = { source: "https://example.com/source", anEndpoint: "http://127.0.0.1:5678" };
    expect(baseUrl({ ipAddress, tags }, 8085)).toBe("http://127.0.0.1:5678");
    expect(baseUrl({ ipAddress, tags: { ...tags, anEndpoint: "none" } }, 8085)).toBe(
      "http://203.0.113.7:8085",
    );
    expect(baseUrl({ ipAddress }, 8085)).toBe("http://203.0.113.7:8085");
    expect(baseUrl({ ipAddress: { ip: "203.0.113.7" }, tags }, 8085)).toBe("http://127.0.0.1:5678");
    expect(baseUrl({}, 8085)).toBe("http://pending:8085");
  });
});
