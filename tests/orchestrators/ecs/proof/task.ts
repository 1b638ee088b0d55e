import { z } from "zod";
import { distinct, filled, image, port, variable, whole } from "../../../proof/rules";

const range = (from: number, to: number, by: number) =>
  Array.from({ length: (to - from) / by + 1 }, (_, index) => String(from + index * by));

/**
 * The memory sizes for each CPU size.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
const MEMORY: Record<string, string[]> = {
  256: ["512", "1024", "2048"],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16384, 1024),
  4096: range(8192, 30720, 1024),
  8192: range(16384, 61440, 4096),
  16384: range(32768, 122880, 8192),
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const healthCheck = z.strictObject({
  command: z.union([
    z.tuple([z.literal("CMD-SHELL"), filled]),
    z.tuple([z.literal("CMD"), filled], filled),
    z.tuple([z.literal("NONE")]),
  ]),
  interval: whole(5, 300),
  timeout: whole(2, 60),
  retries: whole(1, 10),
  startPeriod: whole(0, 300),
});

/** `arn:…:secret:NAME:KEY:STAGE:VERSION` without a stage. */
const secret = z.strictObject({
  name: variable,
  valueFrom: z.string().regex(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[^:]+:[^:]+::[^:]+$/),
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html */
const logConfiguration = z.looseObject({
  logDriver: z.enum(["awslogs", "splunk", "awsfirelens"]),
  // Fargate requires the first three, and creates no log group itself.
  options: z.strictObject({
    "awslogs-group": filled,
    "awslogs-region": filled,
    "awslogs-stream-prefix": filled,
    mode: z.enum(["blocking", "non-blocking"]),
    "max-buffer-size": z.string().regex(/^[1-9]\d*[bkmg]$/),
  }),
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const container = z.looseObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  image,
  essential: z.literal(true),
  entryPoint: z.array(filled).min(1).optional(),
  command: z.array(filled).min(1).optional(),
  cpu: whole(0, 16384),
  // Docker's minimum.
  memory: whole(6, 122880),
  portMappings: z
    .array(z.looseObject({ containerPort: port, hostPort: port, protocol: z.enum(["tcp", "udp"]) }))
    .min(1)
    // In the mode `awsvpc`, a task has its own address.
    .refine((all) => all.every(({ containerPort, hostPort }) => hostPort === containerPort), {
      error: "has different ports on the host and in the container",
    }),
  environment: z.array(z.strictObject({ name: variable, value: z.string() })),
  secrets: z.array(secret).optional(),
  repositoryCredentials: z
    .strictObject({ credentialsParameter: z.string().regex(/^arn:aws[a-z-]*:secretsmanager:/) })
    .optional(),
  healthCheck: healthCheck.optional(),
  // Fargate's maximum.
  stopTimeout: whole(2, 120),
  user: z.string().regex(/^[1-9]\d*(:\d+)?$/, "not a user other than root"),
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html: of the network's, in the mode `awsvpc`
  systemControls: z
    .array(z.strictObject({ namespace: z.string().startsWith("net."), value: filled }))
    .optional(),
  readonlyRootFilesystem: z.boolean(),
  linuxParameters: z.looseObject({
    // Fargate can add no other.
    capabilities: z.strictObject({
      add: z.array(z.literal("SYS_PTRACE")).optional(),
      drop: z.tuple([z.literal("ALL")]),
    }),
    initProcessEnabled: z.boolean().optional(),
    tmpfs: z.array(
      z.looseObject({
        containerPath: z.string().regex(/^\/./),
        size: whole(1, 122880),
        mountOptions: z.array(
          z
            .string()
            .regex(/^(defaults|ro|rw|(no)?(suid|dev|exec|atime|diratime|relatime)|mode=\d{3,4}|[ug]id=\d+)$/),
        ),
      }),
    ),
  }),
  logConfiguration,
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
export const taskDefinition = z
  .looseObject({
    family: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
    networkMode: z.literal("awsvpc"),
    requiresCompatibilities: z.tuple([z.literal("FARGATE")]),
    runtimePlatform: z.strictObject({
      operatingSystemFamily: z.literal("LINUX"),
      cpuArchitecture: z.enum(["X86_64", "ARM64"]),
    }),
    cpu: z.string(),
    memory: z.string(),
    executionRoleArn: filled,
    taskRoleArn: filled,
    containerDefinitions: z
      .array(container)
      .min(1)
      // A name cannot have two values.
      .refine(
        (all) =>
          all.every(({ environment, secrets = [] }) =>
            distinct([...environment, ...secrets].map(({ name }) => name)),
          ),
        "contains a variable twice",
      ),
  })
  .refine(({ cpu, memory }) => MEMORY[cpu]?.includes(memory), "not a Fargate size")
  .refine(
    ({ cpu, memory, containerDefinitions: [only] }) =>
      only && only.cpu <= Number(cpu) && only.memory <= Number(memory),
    "has a container larger than the task",
  );
