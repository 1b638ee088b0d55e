import { expect, it } from "vitest";
import { makeReport } from "../../src/report";
import { workloadFileOf } from "../workloadFile";

const namesIn = async (workloadFile?: string) =>
  (await makeReport([], undefined, { workloadFile })).programs.map(({ resources }) =>
    resources.some(({ name }) => name.startsWith("shop")),
  );

it("the report plans with the workload file, if there is one", { timeout: 60_000 }, async () => {
  const named = await namesIn(workloadFileOf("name: shop\n"));
  expect(named).not.toContain(false);
  expect(await namesIn()).not.toContain(true);
});
