import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { answerText } from "../../src/cli/answerText";
import { resultsOf } from "../report/support/synthetic";

it("says what a session's measurements say, and nothing of what was not measured", () => {
  const run = { metrics: { recoveredSeconds: 3, lost: 0, requests: 100 } };
  const text = stripVTControlCharacters(answerText(resultsOf([run, run]))).replace(/\u00a0/g, " ");
  expect(text.trim().split("\n")).toEqual([
    "The answer",
    "Only real engines count here: Kubernetes. Numbers are medians, with the range of all runs in parentheses. Nothing with only one run is compared, and no time of a drill that failed.",
    expect.stringMatching(/^Not measured on them: On-demand scalability; /),
    "",
    "Fault tolerance",
    "  - Replacing a killed instance took 3.0 s (both runs) on Kubernetes, with nothing to compare it to.",
    "",
    "What each loses, and when",
    "  - Kubernetes lost no request when an instance was killed, in both runs.",
  ]);
});
