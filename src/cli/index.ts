import { version } from "../../package.json";
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { DRILL_NAMES } from "../drills/metrics";
import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { reasonOf } from "../common/reach";
import { REPORT_FORMATS } from "../report/model";
import { WrongUsage } from "../common/usage";
import { onOutputError } from "./interrupt";

/** Exit codes of every command. */
const FAILED = 1;
const WRONG_USAGE = 2;

/** What a command does with all its arguments, in one list, and its options: each knows its own. */
type Action = (operands: never, options: never) => Promise<number | void>;

/** A command's module is loaded when the command is used, so that none pays for another. */
const COMMANDS: Record<string, () => Promise<Action>> = {
  start: async () => (await import("./commands/start")).start,
  plan: async () => (await import("./commands/plan")).plan,
  diff: async () => (await import("./commands/diff")).diff,
  up: async () => (await import("./commands/up")).up,
  status: async () => (await import("./commands/status")).status,
  logs: async () => (await import("./commands/logs")).logs,
  down: async () => (await import("./commands/down")).down,
  drill: async () => (await import("./commands/drill")).drill,
  report: async () => (await import("./commands/report")).report,
  serve: async () => (await import("./commands/serve")).serve,
  doctor: async () => (await import("./commands/doctor")).doctor,
};

const names = () => new Argument("[name...]", "orchestrators").choices(ORCHESTRATOR_NAMES);

const oneName = () => new Argument("<name>", "an orchestrator").choices(ORCHESTRATOR_NAMES);

const wholeNumber = (min: number, max: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`Allowed is a whole number from ${min} to ${max}.`);
};

function command(name: string, description: string, examples: string[]): Command {
  const lines = examples.map((example) => `  $ npx podium ${example}`);
  return new Command(name)
    .description(description)
    .addHelpText("after", `\nExamples:\n${lines.join("\n")}`)
    .action(async (...args: unknown[]) => {
      // Last come the options and the command itself; an argument that can be repeated is a list, of which each is used
      // once.
      const options = args.at(-2);
      const act = await COMMANDS[name]!();
      const operands = args.slice(0, -2).flatMap((each) => (Array.isArray(each) ? [...new Set(each)] : each));
      process.exitCode = (await act(operands as never, options as never)) ?? 0;
    });
}

const program = new Command("podium")
  .description("Container orchestrators side by side: one image, seven Pulumi programs.")
  .version(version)
  .addCommand(
    command("start", "plan all seven, then deploy to every engine that answers on this machine", [
      "start",
    ]).option("-y, --yes", "set up what is missing without asking"),
  )
  .addCommand(
    command("plan", "show what the seven programs would make, with mocks: no engine, no account", [
      "plan",
      "plan nomad swarm",
      "plan kubernetes --json",
    ])
      .addArgument(names())
      .option("--json", "print the plan as JSON"),
  )
  .addCommand(
    command("diff", "show what a change of the contract changes, and which instances it restarts", [
      "diff kubernetes replicas=5",
      "diff ecs cpu=0.25 cpu=0.5,memory=256",
      "diff nomad update.surge=1 update.surge=0,update.parallelism=2",
      "diff swarm stacks/swarm/Pulumi.dev.yaml stacks/swarm/Pulumi.blue.yaml --json",
    ])
      .addArgument(oneName())
      .argument("<before>", 'KEY=VALUE[,KEY=VALUE…], "" for the defaults, or a stack\'s configuration file')
      .argument("[after]", "the same; without it, <before> is what the defaults change to")
      .option("--json", "print the changes as JSON"),
  )
  .addCommand(
    command("up", "build the image once, deploy it, and check that it really runs", [
      "up",
      "up swarm nomad",
      "up aci --yes",
    ])
      .addArgument(names())
      .option("-y, --yes", "deploy to a cloud, and set up what is missing, without asking")
      .option("--json", "print the result as JSON"),
  )
  .addCommand(
    command("status", "show what is running where", ["status", "status --json"])
      .addArgument(names())
      .option("--json", "print the status as JSON"),
  )
  .addCommand(
    command("logs", "show what the instances of a deployment write", [
      "logs nomad",
      "logs kubernetes --tail 20 --follow",
      "logs swarm --json",
    ])
      .addArgument(oneName())
      .option("--tail <number>", "so many lines from the end of each (default: all)", wholeNumber(1, 100_000))
      .option("-f, --follow", "wait for further lines, of instances that are started later, too")
      .option("--json", "print each line as JSON"),
  )
  .addCommand(
    command("down", "take everything away again", ["down", "down ecs"])
      .addArgument(names())
      .option("--json", "print the result as JSON"),
  )
  .addCommand(
    command("drill", "try what an orchestrator must do, under load, and measure it", [
      "drill",
      "drill kubernetes swarm --only update scale",
      "drill --compare A.json B.json",
    ])
      .addArgument(names())
      .addOption(new Option("--only <drill...>", "not all drills").choices(DRILL_NAMES))
      .option("--runs <number>", "repetitions of each drill", wholeNumber(1, 100), 3)
      .option("--rate <number>", "requests a second", wholeNumber(1, 2000), 100)
      .option("--compare <results...>", "compare two files of results instead")
      .option("-y, --yes", "use a cloud without asking")
      .option("--json", "print the results as JSON"),
  )
  .addCommand(
    command("report", "write the comparison, planned and measured, as one page to look at and keep", [
      "report",
      "report --results A.json B.json --output report.html",
      "report --format markdown",
    ])
      .option(
        "--results <file...>",
        "files of results (default: all recorded ones; of each drill on each orchestrator the newest result)",
      )
      .addOption(new Option("--format <format>", "what to write").choices(REPORT_FORMATS).default("html"))
      .option("--output <file>", "where to (default: podium-report.html; markdown and json are printed)"),
  )
  .addCommand(
    command("serve", "show what is deployed as a live page, with buttons for drills, to this machine only", [
      "serve",
      "serve kubernetes swarm --rate 50",
    ])
      .addArgument(names())
      .option(
        "--port <number>",
        "where the page answers; 0 for any port that is free",
        wholeNumber(0, 65535),
        4600,
      )
      .option("--rate <number>", "requests a second to each", wholeNumber(1, 500), 20),
  )
  .addCommand(
    command("doctor", "show what was found on this machine, what is missing and how to get it", [
      "doctor",
    ]).option("--json", "print what was found as JSON"),
  );

process.stdout.on("error", onOutputError);
for (const each of [program, ...program.commands]) each.exitOverride();

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    // The message is printed by then.
    process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE;
    return;
  }
  console.error(process.env["PODIUM_DEBUG"] ? error : reasonOf(error));
  process.exitCode = error instanceof WrongUsage ? WRONG_USAGE : FAILED;
});
