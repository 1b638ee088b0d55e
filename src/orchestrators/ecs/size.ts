import { InvalidConfig } from "../../workload/problems";
import type { Workload } from "../../workload/workload";

/** The size that a Fargate task is billed for, which is also its limit. */
export interface TaskSize {
  /** CPU units, 1024 to a core. */
  cpu: number;
  /** MiB. */
  memory: number;
}

const steps = (from: number, to: number, by: number) =>
  Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);

/**
 * The memory sizes (MiB) for each CPU size, both ascending:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#task_size
 */
const SIZES: [cpu: number, memory: number[]][] = [
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16384, 1024)],
  [4096, steps(8192, 30720, 1024)],
  [8192, steps(16384, 61440, 4096)],
  [16384, steps(32768, 122880, 8192)],
];

/**
 * The smallest Fargate size with at least this CPU (cores) and memory (MiB).
 * @throws InvalidConfig if none is large enough.
 */
export function fargateSize(cores: number, mebibytes: number): TaskSize {
  for (const [cpu, memories] of SIZES) {
    const memory = memories.find((each) => each >= mebibytes);
    if (cpu >= cores * 1024 && memory !== undefined) return { cpu, memory };
  }
  const rule = "must be at most 16 cores, with at most 122880 MiB of memory, the largest task of Fargate";
  throw new InvalidConfig([{ key: "podium:cpu", value: `${cores}, with ${mebibytes} MiB`, rule }]);
}

/**
 * Bytes that variables and commands may take of a task definition, which has at most 64 KB:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
 */
const MOST_BYTES = 56 * 1024;
/** Bytes of a reference to a secret: the ARN of a version, and the names around it. */
const REFERENCE_BYTES = 300;

/** @throws InvalidConfig if the environment and the commands do not fit into a task definition. */
export function checkDefinition({
  env,
  secrets,
  command,
  args,
  health,
}: Pick<Workload, "env" | "secrets" | "command" | "args" | "health">): void {
  const parts = [
    ...Object.entries(env).map(([name, value]) => ({ key: `env.${name}`, part: { name, value } })),
    { key: "command", part: command },
    { key: "args", part: args },
    { key: "health.command", part: health?.command },
  ];
  const sizes = parts.map(({ key, part }) => ({ key, bytes: Buffer.byteLength(JSON.stringify(part) ?? "") }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, REFERENCE_BYTES * Object.keys(secrets).length);
  const [longest] = sizes.sort((one, other) => other.bytes - one.bytes);
  if (total <= MOST_BYTES || !longest?.bytes) return;
  const rule =
    "must be shorter, since all variables and commands together have at most 56 KiB in a task definition";
  const value = longest.key.startsWith("env.") ? "[secret]" : "[a long value]";
  throw new InvalidConfig([{ key: `podium:${longest.key}`, value, rule }]);
}
