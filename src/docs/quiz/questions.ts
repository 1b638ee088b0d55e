import { howMany, howManyLost, lasted, whichAlone, whichHadThe } from "./engines";
import {
  howManyExpress,
  whichCreatesMost,
  whichExpresses,
  whichReplacesRunning,
} from "./programs";
import type { Question } from "./question";

const REPORT = "podium report --recorded";

/**
 * The knowledge check, in the order of the requirements. To replace a question, replace its entry and run `npm run docs`: the
 * answer is computed, and refused if it is not the only right one.
 */
export const QUESTIONS: Question[] = [
  {
    name: "killed, soonest",
    ask: "One instance was killed. Which engine was the soonest to have the deployment at full strength again?",
    answer: whichHadThe("smallest", "kill", "recoveredSeconds", "replacing a killed instance took"),
    see: REPORT,
  },
  {
    name: "killed, requests",
    ask: "The other instances were there meanwhile. On how many of the engines were requests lost all the same?",
    answer: howManyLost("kill", "when an instance was killed"),
    see: REPORT,
  },
  {
    name: "hanging or killed",
    ask: "An instance can also hang: its process runs, but no longer responds. On how many of the engines did it always take longer to replace one that hangs than one that was killed?",
    answer: howMany(
      ["hang", "kill"],
      (hang, kill) => hang.values["recoveredSeconds"]!.min > kill.values["recoveredSeconds"]!.max,
      lasted({
        hang: ["recoveredSeconds", "replacing an instance that hangs took"],
        kill: ["recoveredSeconds", "replacing a killed one took"],
      }),
    ),
    see: REPORT,
  },
  {
    name: "hanging, requests",
    ask: "A health check decides how long a hanging instance keeps getting requests. Which engine lost the most of them?",
    answer: whichHadThe("largest", "hang", "lost", "the number of requests lost when an instance hung was"),
    see: REPORT,
  },
  {
    name: "node drained, requests",
    ask: "A node was drained, as before maintenance. On how many of the engines were requests lost?",
    answer: howManyLost("drain", "when a node was drained"),
    see: REPORT,
  },
  {
    name: "node lost, requests",
    ask: "A node died without a word, which is noticed only when it has been silent for a while. Which engine lost the fewest requests, because whatever spreads them sent them elsewhere?",
    answer: whichHadThe("smallest", "nodeLoss", "lost", "the number of requests lost when a node died was"),
    see: "podium plan NAME",
  },
  {
    name: "node lost, slowest",
    ask: "And on which engine did it take longest until all instances ran on the other nodes?",
    answer: whichHadThe(
      "largest",
      "nodeLoss",
      "recoveredSeconds",
      "replacing the instances of a dead node took",
    ),
    see: "podium plan NAME",
  },
  {
    name: "running instances replaced",
    ask: "You ask for three instances instead of two. With which of the programs are the two that run replaced, too?",
    answer: whichReplacesRunning,
    see: "podium diff NAME replicas=3",
  },
  {
    name: "added, slowest",
    ask: "Three instances were added. On which engine did it take longest until all of them responded?",
    answer: whichHadThe("largest", "scale", "upSeconds", "adding three instances took"),
    see: REPORT,
  },
  {
    name: "autoscaling",
    ask: "How many of the programs can have instances added and removed by load?",
    answer: howManyExpress("autoscaling", ["native", "approximated"]),
    see: "podium plan",
  },
  {
    name: "memory exceeded, slowest",
    ask: "An instance used more memory than its limit, and was ended. On which engine did it take longest until it was replaced?",
    answer: whichHadThe(
      "largest",
      "limits",
      "recoveredSeconds",
      "replacing an instance that had exceeded its memory took",
    ),
    see: REPORT,
  },
  {
    name: "most resources",
    ask: "All programs run the same image with the same settings. Which one creates the most resources for it?",
    answer: whichCreatesMost,
    see: "podium plan",
  },
  {
    name: "instances without a controller",
    ask: "Where does nothing but the program itself keep the number of instances that you want, so that nobody replaces one that is deleted?",
    answer: whichExpresses("replicas", "approximated"),
    see: "podium plan NAME",
  },
  {
    name: "HTTPS",
    ask: "Which program can publish HTTPS with a certificate, without anything in front of it that you provide?",
    answer: whichExpresses("https", "native"),
    see: "podium plan NAME",
  },
  {
    name: "private registry",
    ask: "Your image is in a private registry. To which orchestrator can a program not give the credentials?",
    answer: whichExpresses("registryCredentials", "unsupported"),
    see: "podium plan NAME",
  },
  {
    name: "readiness",
    ask: "Which orchestrator goes on sending requests to an instance that runs and is healthy, but says that it is not ready?",
    answer: whichExpresses("readiness", "unsupported"),
    see: "podium plan NAME",
  },
  {
    name: "update, requests",
    ask: "All instances were updated to a new version, one after the other, under load. On how many of the engines were requests lost?",
    answer: howManyLost("update", "during an update"),
    see: REPORT,
  },
  {
    name: "two versions",
    ask: "On how many of the engines did the old and the new version respond at the same time during an update, so that clients and the database must be able to live with both?",
    answer: howMany(
      ["update"],
      (update) => update.values["bothSeconds"]!.max > 0,
      lasted({ update: ["bothSeconds", "both versions responded for"] }),
    ),
    see: REPORT,
  },
  {
    name: "bad release rolled back",
    ask: "A new version never became ready. Which engine went back to the old one by itself?",
    answer: whichAlone(
      "badRelease",
      ({ metrics }) => typeof metrics["rolledBackSeconds"] === "number",
      "rolled the bad release back",
    ),
    see: REPORT,
  },
  {
    name: "bad release taken for a good one",
    ask: "And which engine took it for a success, so that users got responses of a version that was never ready?",
    answer: whichAlone(
      "badRelease",
      ({ facts }) => facts["podiumSays"] === "running",
      "took the bad release for a success",
    ),
    see: REPORT,
  },
];
