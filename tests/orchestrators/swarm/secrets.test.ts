import { describe, expect, it } from "vitest";
import { Secret, UNKNOWN } from "../../program";
import { containerOf, deploy, LABELS, PROVIDER, SECRET, SERVICE } from "./deploy";

describe("the secrets of a Swarm deployment", () => {
  it("are files that only the process can read, and stay encrypted", async () => {
    const resources = await deploy({ secrets: { API_KEY: "s3cret" } });
    // Without a fixed name, a changed secret is another one, and so replaces the tasks.
    expect(resources.only(SECRET)).toEqual({
      data: new Secret(Buffer.from("s3cret").toString("base64")),
      labels: LABELS,
    });
    const container = containerOf(resources.only(SERVICE));
    expect(container).toMatchObject({
      env: { PODIUM_SECRETS: "API_KEY", API_KEY_FILE: "/run/secrets/API_KEY" },
      secrets: [
        {
          secretId: "web-API_KEY-id",
          secretName: UNKNOWN,
          fileName: "API_KEY",
          fileUid: "65532",
          fileGid: "65532",
          fileMode: 0o400,
        },
      ],
    });
    expect(container.env).not.toHaveProperty("API_KEY");
  });

  it("are refused if their names are too long for Swarm", async () => {
    const longest = `K${"E".repeat(50)}Y`;
    await expect(deploy({ secrets: { [longest]: "s3cret" } })).resolves.toBeDefined();
    const refused = deploy({
      secrets: { [`${longest}S`]: "s3cret", KEY: "s3cret", [`${longest}Z`]: "s3cret" },
    });
    const problem = (name: string) =>
      `podium:secrets.${name} is longer than 52 characters, the most that the name of a Swarm secret has room for. ` +
      `Remove it: \`pulumi config rm --path podium:secrets.${name}\``;
    await expect(refused).rejects.toThrow(`${problem(`${longest}S`)}\n${problem(`${longest}Z`)}`);
    await expect(refused).rejects.not.toThrow(/s3cret|KEY\b/);
  });

  it("include the registry's password, in the provider: a changed one replaces nothing", async () => {
    const server = "registry.example.com:5000";
    const resources = await deploy({
      registryCredentials: { server, username: "robot", password: "pass" },
    });
    const { registryAuth } = resources.only(PROVIDER) as { registryAuth: Secret };
    expect(registryAuth).toBeInstanceOf(Secret);
    expect(JSON.parse(registryAuth.value as string)).toEqual([
      { address: server, username: "robot", password: "pass" },
    ]);
    expect(resources.only(SERVICE)).not.toHaveProperty("auth");
    expect((await deploy()).only(PROVIDER)).not.toHaveProperty("registryAuth");
  });
});
