import { describe, expect, it } from "vitest";
import { withoutSecrets } from "../../src/common/secrets";

describe("a message without secrets", () => {
  it.each([
    [
      "as Go prints a login",
      'registry.AuthConfig{Username:"robot", Password:"s3cret", Auth:"", IdentityToken:"s3cret"}',
      'registry.AuthConfig{Username:"[secret]", Password:"[secret]", Auth:"", IdentityToken:"[secret]"}',
    ],
    ["with escaped quotes", String.raw`Password:"a\"s3cret", x`, 'Password:"[secret]", x'],
    ["that ends in a backslash", String.raw`Password:"s3cret\\", x: "y"`, 'Password:"[secret]", x: "y"'],
    [
      "in JSON",
      '{"username": "robot", "password" : "s3cret"}',
      '{"username": "[secret]", "password" : "[secret]"}',
    ],
    [
      "in JSON in a string",
      String.raw`got "{\"auth\":\"s3c\\\"ret\",\"email\":\"a@b\"}"`,
      String.raw`got "{\"auth\":\"[secret]\",\"email\":\"a@b\"}"`,
    ],
    ["that was cut off", '{"password":"s3cr', '{"password":"[secret]'],
    ["that was cut off in an escape", '{"password":"s3cr\\', '{"password":"[secret]\\'],
    ["in a header", "Authorization: Basic czNjcmV0\nHost: a", "Authorization: Basic [secret]\nHost: a"],
    [
      "in headers that Go prints",
      "map[Authorization:[Bearer s3cret] X-Registry-Auth:[s3cret]]",
      "map[Authorization:[Bearer [secret]] X-Registry-Auth:[[secret]]]",
    ],
    ["in a header in JSON", '{"authorization":"Basic czNj"}', '{"authorization":"Basic [secret]"}'],
    ["in Nomad's header", "X-Nomad-Token: s3cret", "X-Nomad-Token: [secret]"],
    [
      "in a URL",
      'Get "https://me:s3cret@r.example/v2/": refused',
      'Get "https://[secret]@r.example/v2/": refused',
    ],
    ["in a URL, with an @", "tcp://me:s3@cret@host:1", "tcp://[secret]@host:1"],
    ["in a URL, as a user", "https://s3cret@github.example/a", "https://[secret]@github.example/a"],
  ])("hides one %s", (_case, text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
    expect(withoutSecrets(text)).not.toMatch(/s3c|cret(?!\])/);
  });

  it.each([
    "such as unix:///var/run/docker.sock, tcp://HOST:PORT or ssh://USER@HOST, without a password",
    `localhost:5000/podium:v1@sha256:${"0".repeat(64)} at http://localhost:5000/v2/podium@sha256`,
    'podium:registryCredentials must be an object of the strings server, username and password, got "[secret]"',
    "set MARATHON_USER and MARATHON_PASSWORD; authorization failed: no token",
  ])("keeps what is none: %s", (text) => expect(withoutSecrets(text)).toBe(text));
});
