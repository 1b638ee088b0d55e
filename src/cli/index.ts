import { version } from "../../package.json";
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { WrongUsage } from "../common/errors";
import { reasonOf } from "../common/reason";
import { STEPS } from "../drills/growth";
import { DRILL_NAMES, ON_REQUEST } from "../drills/metrics";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../orchestrators";
import { closeEngines } from "../orchestrators/engines";
import { REPORT_FORMATS } from "../report/model";
import { onOutputError } from "./interrupt";

/** Exit codes of every command. */
const FAILED = 1;
const WRONG_USAGE = 2;

/** A command's function: it takes all arguments, in one list, and the options. */
type Action = (operands: never, options: never) => Promise<number | void>;

/** Commands are loaded when they are used, so that none slows down another. */
const COMMANDS: Record<string, () => Promise<Action>> = {
  start: async () => (await import("./commands/start")).start,
  init: async () => (await import("./commands/init")).init,
  import: async () => (await import("./commands/import")).importApp,
  plan: async () => (await import("./commands/plan")).plan,
  cost: async () => (await import("./commands/cost")).cost,
  diff: async () => (await import("./commands/diff")).diff,
  up: async () => (await import("./commands/up")).up,
  status: async () => (await import("./commands/status")).status,
  logs: async () => (await import("./commands/logs")).logs,
  down: async () => (await import("./commands/down")).down,
  drill: async () => (await import("./commands/drill")).drill,
  report: async () => (await import("./commands/report")).report,
  serve: async () => (await import("./commands/serve")).serve,
  engines: async () => (await import("./commands/engines")).engines,
  doctor: async () => (await import("./commands/doctor")).doctor,
};

/** Orchestrators for the examples. */
const [A, B] = ORCHESTRATOR_NAMES.slice(-2);

/** One that costs money, for the examples. */
const CLOUD = ORCHESTRATOR_NAMES.find((name) => ORCHESTRATORS[name].cloud)!;

const names = () => new Argument("[name...]", "orchestrators").choices(ORCHESTRATOR_NAMES);

const oneName = () => new Argument("<name>", "an orchestrator").choices(ORCHESTRATOR_NAMES);

const integer = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Must be an integer from ${min} to ${max}.`);
};

/** Numbers separated by commas. */
const ascending = (max: number) => (text: string) => {
  const numbers = text.split(",").map(Number);
  const isValid = numbers.every(
    (each, index) => Number.isInteger(each) && each > (numbers[index - 1] ?? 0) && each <= max,
  );
  if (isValid) return numbers;
  throw new InvalidArgumentError(`Must be ascending integers from 1 to ${max}, such as 1,5,10.`);
};

function command(name: string, description: string, examples: string[]): Command {
  const lines = examples.map((example) => `  $ npx podium ${example}`);
  return new Command(name)
    .description(description)
    .addHelpText("after", `\nExamples:\n${lines.join("\n")}`)
    .action(async (...args: unknown[]) => {
      // The options and the command itself come last; a repeatable argument is a list, and duplicates are dropped.
      const options = args.at(-2);
      const act = await COMMANDS[name]!();
      const operands = args.slice(0, -2).flatMap((each) => (Array.isArray(each) ? [...new Set(each)] : each));
      process.exitCode = (await act(operands as never, options as never)) ?? 0;
    });
}

/** The command line. Commands that are parsed set the exit code. */
export const program = new Command("podium")
  .description(
    `Container orchestrators side by side: one image, ${ORCHESTRATOR_NAMES.length} Pulumi programs.`,
  )
  .version(version)
  .addCommand(
    command(
      "start",
      "plan all orchestrators, then deploy to every engine on this machine or, without any, show a recorded session",
      ["start"],
    ).option("-y, --yes", "set up what is missing without asking"),
  )
  .addCommand(command("init", "write podium.yaml: what to run, for all orchestrators", ["init"]))
  .addCommand(
    command(
      "import",
      "write podium.yaml from a Compose file, a Score file or an image, and show what gets lost",
      [
        "import compose.yaml",
        "import compose.yaml --service web",
        "import score.yaml --json",
        "import nginxinc/nginx-unprivileged:1.29 --yes",
      ],
    )
      .argument("<source>", "a Compose file, a Score file, or the name of an image")
      .option("--service <name>", "the service to import, if there are several")
      .option("-y, --yes", "replace podium.yaml without asking")
      .option("--json", "print what became of each item as JSON"),
  )
  .addCommand(
    command("plan", "show what the programs would create, using mocks: no engine, no account", [
      "plan",
      `plan ${A} ${B}`,
      `plan ${A} --json`,
    ])
      .addArgument(names())
      .option("--defaults", "ignore podium.yaml and the configuration of the stacks here")
      .option("--json", "print the plan as JSON"),
  )
  .addCommand(
    command("cost", "show what the programs cost per month, by the vendors' public prices", [
      "cost",
      `cost ${CLOUD} --region REGION --refresh`,
      `cost ${CLOUD} --json`,
    ])
      .addArgument(names())
      .option("--region <region>", "another region than the configured one")
      .option("--refresh", "read the vendors' lists again, instead of using prices that were read before")
      .option("--json", "print the costs as JSON, with the source of each price"),
  )
  .addCommand(
    command("diff", "show what a configuration change affects, and which instances it restarts", [
      `diff ${A} replicas=5`,
      `diff ${B} cpu=0.25 cpu=0.5,memory=256`,
      `diff ${A} update.surge=1 update.surge=0,update.parallelism=2`,
      `diff ${B} stacks/${B}/Pulumi.dev.yaml stacks/${B}/Pulumi.blue.yaml --json`,
    ])
      .addArgument(oneName())
      .argument("<before>", 'KEY=VALUE[,KEY=VALUE…], "" for the defaults, or a stack configuration file')
      .argument("[after]", "the same; if omitted, <before> is compared with the defaults")
      .option("--json", "print the changes as JSON"),
  )
  .addCommand(
    command("up", "build the image once, deploy it, and verify that it runs", [
      "up",
      `up ${A} ${B}`,
      `up ${A} --yes`,
    ])
      .addArgument(names())
      .option("-y, --yes", "deploy to a cloud, and set up what is missing, without asking")
      .option("--json", "print the result as JSON"),
  )
  .addCommand(
    command("status", "show what runs where, and whether it is as wanted", ["status", "status --json"])
      .addArgument(names())
      .option("--json", "print the status as JSON"),
  )
  .addCommand(
    command("logs", "show the logs of a deployment's instances", [
      `logs ${A}`,
      `logs ${B} --tail 20 --follow`,
      `logs ${A} --json`,
    ])
      .addArgument(oneName())
      .option("--tail <number>", "show the last N lines of each instance (default: all)", integer(1, 100_000))
      .option("-f, --follow", "keep printing new lines, also from instances that start later")
      .option("--json", "print each line as JSON"),
  )
  .addCommand(
    command("down", "remove deployments", ["down", `down ${A}`])
      .addArgument(names())
      .option("--json", "print the result as JSON"),
  )
  .addCommand(
    command("drill", "measure how orchestrators meet their requirements, under load", [
      "drill",
      `drill ${A} ${B} --only update scale`,
      `drill ${A} --only grow --instances 1,5,10`,
      `drill ${A} --only update --to registry.example.com/app@sha256:…`,
      `drill ${B} --only drain nodeLoss --stop-node "docker stop {node}" --start-node "docker start {node}"`,
      "drill --compare A.json B.json",
    ])
      .addArgument(names())
      .addOption(
        new Option(
          "--only <drill...>",
          `run only these drills; ${ON_REQUEST.join(" and ")} run only if they are named`,
        ).choices(DRILL_NAMES),
      )
      .option("--runs <number>", "repetitions of each drill", integer(1, 100), 3)
      .option("--rate <number>", "requests per second", integer(1, 2000), 100)
      .option(
        "--instances <numbers>",
        `numbers of instances that grow tries (default: ${STEPS.join(",")})`,
        ascending(100),
      )
      .option("--to <image>", "the image, by digest, that update updates an image of your own to")
      .option("--node <name>", "the node that drain and nodeLoss take (default: one that runs an instance)")
      .option(
        "--stop-node <command>",
        "the command that stops a node for nodeLoss; {node} stands for its name",
      )
      .option("--start-node <command>", "the command that starts it again")
      .option("--record", "keep the results in recordings/, too, to be shown by report --recorded")
      .option("--compare <results...>", "compare two result files instead")
      .option("-y, --yes", "use a cloud without asking")
      .option("--json", "print the results as JSON"),
  )
  .addCommand(
    command("report", "write the comparison, planned and measured, as a single page", [
      "report",
      "report --results A.json B.json --output report.html",
      "report --format markdown",
      "report --recorded",
      "report --with-recorded",
    ])
      .option(
        "--results <file...>",
        "result files (default: all recorded ones; of each drill and orchestrator, the newest result)",
      )
      .addOption(
        new Option("--recorded", "the recordings that come with Podium instead").conflicts("results"),
      )
      .option(
        "--with-recorded [file...]",
        "set recordings beside the results (default: those that come with Podium)",
      )
      .addOption(new Option("--format <format>", "output format").choices(REPORT_FORMATS).default("html"))
      .option("--output <file>", "output file (default: podium-report.html; markdown and json go to stdout)"),
  )
  .addCommand(
    command("serve", "show the deployments as a live page with buttons for drills, on this machine only", [
      "serve",
      `serve ${A} ${B} --rate 50`,
      "serve --replay",
      "serve --replay .podium/results/A.json --speed 10",
    ])
      .addArgument(names())
      .option("--port <number>", "port of the page; 0 for any free port", integer(0, 65535), 4600)
      .option("--rate <number>", "requests per second to each deployment", integer(1, 500), 20)
      .option("--to <image>", "the image, by digest, that Update updates an image of your own to")
      .addOption(
        new Option(
          "--replay [file]",
          "play a recording instead, without any engine (default: the largest one that comes with Podium)",
        ).conflicts(["rate", "to"]),
      )
      .option(
        "--speed <number>",
        "how many times as fast as it happened it is played at first",
        integer(1, 100),
      ),
  )
  .addCommand(
    command("engines", "start, show and remove engines in Docker on this machine", [
      "engines up",
      `engines up ${A}`,
      "engines up --nodes 3",
      "engines status",
      "engines down --yes",
    ])
      .addArgument(new Argument("<action>", "what to do").choices(["up", "down", "status"]))
      .addArgument(names())
      .option("--nodes <number>", "nodes of each engine that can have several", integer(1, 9))
      .option("-y, --yes", "remove engines, and the deployments on them, without asking")
      .option("--json", "print the status as JSON"),
  )
  .addCommand(
    command("doctor", "show what was found on this machine, what is missing, and how to get it", [
      "doctor",
    ]).option("--json", "print the findings as JSON"),
  );

for (const each of [program, ...program.commands]) each.exitOverride();

/** Runs the command that this process was started with, and sets the exit code. */
export async function main(): Promise<void> {
  process.stdout.on("error", onOutputError);
  // There is no other place to report that.
  process.stderr.on("error", () => undefined);
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // The message has been printed.
      process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
      return;
    }
    console.error(process.env["PODIUM_DEBUG"] ? error : reasonOf(error));
    process.exitCode = error instanceof WrongUsage ? WRONG_USAGE : FAILED;
  } finally {
    await closeEngines();
  }
}
