import { comparePairs, PODIUM } from "./pairs";

/** How long `podium plan` takes, relative to loading Pulumi's SDK alone. Run it with: npm run bench */
comparePairs(
  { title: "podium plan", command: [...PODIUM, "plan", "--defaults"] },
  { title: "loading the SDK alone", command: [process.execPath, "-e", 'require("@pulumi/pulumi")'] },
  10,
);
