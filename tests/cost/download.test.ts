import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { getJson } from "../../src/cost/download";
import { listen } from "../listen";

describe("a vendor's document", () => {
  const answering = (status: number, body: string) =>
    listen(createServer((_, response) => response.writeHead(status).end(body)));

  it("is JSON", async () => {
    expect(await getJson(await answering(200, '{"Items":[]}'))).toEqual({ Items: [] });
  });

  it.each([
    [403, "<Error>no such region</Error>", /^127\.0\.0\.1:\d+ responds with HTTP 403$/],
    [200, "<html>", /JSON/],
  ])("is refused otherwise: HTTP %i, %s", async (status, body, message) => {
    await expect(getJson(await answering(status, body))).rejects.toThrow(message);
  });
});
