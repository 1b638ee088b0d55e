import { describe, expect, it } from "vitest";
import { httpCheckOf } from "../../src/import/httpCheck";
import { cores, dockerMebibytes, mebibytes, seconds } from "../../src/import/quantities";
import { isSecretName, Secrets } from "../../src/import/secrets";

describe("quantities", () => {
  it.each([
    ["10s", 10],
    ["1m30s", 90],
    ["1h5m30s20ms", 3930.02],
    ["500ms", 0.5],
    ["2.5m", 150],
    ["0", 0],
    ["10", undefined],
    ["ten", undefined],
    ["", undefined],
  ])("the duration %j is %j seconds", (text, expected) => expect(seconds(text)).toEqual(expected));

  it.each([
    ["64m", 64],
    ["1g", 1024],
    ["1.5gb", 1536],
    ["512k", 0.5],
    ["2GiB", 2048],
    [1048576, 1],
    ["1048576b", 1],
    ["much", undefined],
    ["-1m", undefined],
  ])("the size %j is %j MiB in Compose", (text, expected) => expect(dockerMebibytes(text)).toEqual(expected));

  it.each([
    ["128Mi", 128],
    ["1.5Gi", 1536],
    ["1048576", 1],
    ["128M", 128e6 / 1048576],
    ["128m", undefined],
  ])("the quantity %j is %j MiB in Score", (text, expected) => expect(mebibytes(text)).toEqual(expected));

  it.each([
    ["500m", 0.5],
    ["0.5", 0.5],
    ["2", 2],
    [".25", 0.25],
    ["x", undefined],
  ])("%j is %j cores", (text, expected) => expect(cores(text)).toEqual(expected));
});

describe("a secret", () => {
  it.each(
    ["DB_PASSWORD", "PASSWD", "db_pass", "API_KEY", "APIKEY", "apiKey", "accessKeyId", "KEYS"].concat(
      "GITHUB_TOKEN",
      "CLIENT_SECRET",
      "AWS_SECRET_ACCESS_KEY",
      "PRIVATE_PEM",
      "SSH_PASSPHRASE",
      "credentials",
      "PWD",
    ),
  )("is called so: %s", (name) => expect(isSecretName(name)).toBe(true));

  it.each(["KEYCLOAK_URL", "KEYBOARD", "LOG_LEVEL", "BYPASS_CACHE", "COMPASS", "TZ"])(
    "is not called so: %s",
    (name) => expect(isSecretName(name)).toBe(false),
  );

  it("is remembered, unless it may be in any text by chance", () => {
    const secrets = new Secrets();
    for (const each of ["abc", "true", "3600", "hunter2"]) secrets.add(each);
    expect(["abc", "true", "3600 s", "a hunter2"].map((text) => secrets.isIn(text))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it.each([
    "postgres://user:hunter2@db/app",
    "redis://:hunter2@cache",
    "serve --password=hunter2",
    "serve --api-key hunter2",
    "API_TOKEN=hunter2 serve",
    "https://example.com/?key=hunter2",
    'curl -H "Authorization: Bearer abc" http://localhost/',
  ])("is in %j", (text) => expect(new Secrets().isIn(text)).toBe(true));

  it.each([
    "postgres://db/app",
    "serve --port=8080",
    "serve --token-ttl --verbose",
    "https://example.com/?q=key",
  ])("is not in %j", (text) => expect(new Secrets().isIn(text)).toBe(false));
});

describe("a check by command", () => {
  const shell = (text: string) => ["/bin/sh", "-c", text];
  const check = (path: string, port: number) => ({ path, port });

  it.each([
    [["curl", "-f", "http://localhost:8080/health"], check("/health", 8080)],
    [["/usr/bin/curl", "--fail", "http://127.0.0.1/"], check("/", 80)],
    [["CMD"], undefined],
    [shell("curl -f http://localhost:8080/health || exit 1"), check("/health", 8080)],
    [shell("curl -sf http://localhost:8080/health > /dev/null 2>&1 || exit 1"), check("/health", 8080)],
    [shell("wget -qO- http://0.0.0.0:9000/ready?full=1 || false"), check("/ready?full=1", 9000)],
    [shell("wget --no-verbose --tries=1 --spider localhost:3000/api/health"), check("/api/health", 3000)],
    [shell("curl -o /dev/null -m 2 'http://[::1]:8080/a%20b'"), check("/a%20b", 8080)],
    [
      ["curl", "-H", "Host: app.example.com", "http://localhost:8080/"],
      { ...check("/", 8080), headers: { Host: "app.example.com" } },
    ],
    [shell("curl -f http://localhost:$PORT/health"), undefined],
    [shell("curl -f http://localhost:8080/$BASE/health"), undefined],
    [shell("curl -f http://localhost:8080/health; true"), undefined],
    [shell("curl -f http://localhost:8080/health | grep ok"), undefined],
    [shell("curl -f http://localhost:8080/a && curl -f http://localhost:8080/b"), undefined],
    [shell("curl 'http://localhost"), undefined],
    [["curl", "-f", "https://localhost/"], undefined],
    [["curl", "-f", "http://db:8080/"], undefined],
    [["curl", "-X", "POST", "http://localhost/"], undefined],
    [["curl", "-u", "me:secret", "http://localhost/"], undefined],
    [["curl", "http://localhost/a", "http://localhost/b"], undefined],
    [["pg_isready"], undefined],
  ])("%j asks for %j", (command, expected) => expect(httpCheckOf(command)).toEqual(expected));
});
