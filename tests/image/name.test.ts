import { describe, expect, it } from "vitest";
import { checkRegistry } from "../../src/image/name";

describe("a registry's address", () => {
  it.each([
    "localhost:5000",
    "registry.example.com",
    "registry.example.com/a-team/b_c",
    "[::1]:5000",
    "127.0.0.1",
  ])("is accepted: %s", (address) => expect(checkRegistry("PODIUM_REGISTRY", address)).toBe(address));

  it.each([
    ["https://registry.example.com", '"https://registry.example.com"'],
    ["registry.example.com/", '"registry.example.com/"'],
    ["", '""'],
    ["me:s3cret@registry.example.com", '"[secret]"'],
    ["registry.example.com?token=s3cret", '"[secret]"'],
  ])("is refused by name, without a password: %s", (address, shown) => {
    expect(() => checkRegistry("PODIUM_REGISTRY", address)).toThrow(
      new RegExp(
        `^PODIUM_REGISTRY must be a registry's HOST:PORT.*, got ${shown.replace(/[[\]?]/g, "\\$&")}$`,
      ),
    );
  });
});
