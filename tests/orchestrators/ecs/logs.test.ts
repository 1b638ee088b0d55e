import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { linesOf, READ } from "../logs-fake";
import { hideAws, type Request, serveEcs } from "./fake";

vi.mock(import("../../../src/orchestrators/lines"), async (original) => ({
  ...(await original()),
  // Without the pause.
  nextLook: async (signal) => !signal?.aborted,
}));

const WEB = "web/web";
const OPTIONS = { "awslogs-group": "/podium/web", "awslogs-stream-prefix": "app" };
const DEFINITIONS = [{ name: "app", logConfiguration: { logDriver: "awslogs", options: OPTIONS } }];

/** CloudWatch Logs with these pages, one to a token. */
async function aws(
  pages: string[][],
  containerDefinitions: object[] = DEFINITIONS,
  hang?: () => Promise<never>,
) {
  const queried: Request["body"][] = [];
  const { engine, requests } = await serveEcs({
    DescribeTasks: { tasks: [{ taskDefinitionArn: "web:1" }] },
    DescribeTaskDefinition: { taskDefinition: { containerDefinitions } },
    GetLogEvents: (body: Request["body"]) => {
      queried.push(body);
      if (hang) return hang();
      if (!pages.length) return { __type: "ResourceNotFoundException" };
      const page = body["nextToken"] === undefined ? 0 : Number(body["nextToken"]) + 1;
      const events = (pages[page] ?? []).map((message) => ({ message }));
      return { events, nextForwardToken: String(Math.min(page, pages.length - 1)) };
    },
  });
  return { engine, queried, requests };
}

beforeEach(hideAws);

describe("the log of a task", () => {
  it("is the stream that the task definition names, read page by page", async () => {
    const { engine, queried, requests } = await aws([["one", "two"], ["three\n"]]);
    expect(await linesOf(engine, WEB, "t1", READ)).toEqual(["one", "two", "three"]);
    const stream = { logGroupName: "/podium/web", logStreamName: "app/app/t1" };
    expect(queried).toEqual([
      { ...stream, startFromHead: true, limit: 10_000 },
      { ...stream, startFromHead: true, limit: 10_000, nextToken: "0" },
      { ...stream, startFromHead: true, limit: 10_000, nextToken: "1" },
    ]);
    expect(requests.slice(0, 2).map(({ body }) => body)).toEqual([
      { cluster: "web", tasks: ["t1"] },
      { taskDefinition: "web:1" },
    ]);
  });

  it("is read once from the end for the last lines", async () => {
    const { engine, queried } = await aws([["last"], ["later"]]);
    expect(await linesOf(engine, WEB, "t1", { follow: false, tail: 1 })).toEqual(["last"]);
    expect(queried).toMatchObject([{ startFromHead: false, limit: 1 }]);
  });

  it("is limited to what CloudWatch Logs returns at once", async () => {
    const { engine, queried } = await aws([["last"]]);
    await linesOf(engine, WEB, "t1", { follow: false, tail: 20_000 });
    expect(queried[0]).toMatchObject({ limit: 10_000 });
  });

  it("is followed by reading what comes after", async () => {
    const { engine } = await aws([["last"], ["later"]]);
    const lines = await linesOf(engine, WEB, "t1", { follow: true, tail: 1 }, 2);
    expect(lines).toEqual(["last", "later"]);
  });

  it("is an error if CloudWatch Logs does not respond", async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, "timeout").mockImplementation((milliseconds) => timeout(milliseconds / 20));
    onTestFinished(() => void vi.restoreAllMocks());
    const { engine } = await aws([["one"]], DEFINITIONS, () => new Promise(() => undefined));
    await expect(linesOf(engine, WEB, "t1", READ)).rejects.toThrow("no response within 10 s");
  }, 5000);

  it("is an error if the stream does not exist yet, or the task has none", async () => {
    const empty = await aws([]);
    await expect(linesOf(empty.engine, WEB, "t1", READ)).rejects.toThrow(
      "CloudWatch Logs has no stream app/app/t1 in /podium/web yet",
    );
    const other = await aws([], [{ name: "app" }]);
    await expect(linesOf(other.engine, WEB, "t1", READ)).rejects.toThrow(
      "the task t1 does not write to CloudWatch Logs",
    );
  });
});
