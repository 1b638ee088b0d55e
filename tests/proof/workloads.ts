/** What a stack would be told by its surroundings: on AWS, where it is. */
const SURROUNDINGS = { "aws:region": "eu-central-1" };

const EVERYTHING_OPTIONAL = {
  "podium:secrets": '{"API_KEY":"s3cret"}',
  "podium:registryCredentials": '{"server":"registry.example.com","username":"robot","password":"pass"}',
  "podium:env": '{"GREETING":"hello"}',
  "podium:autoscaling": '{"min":2,"max":6,"cpuPercent":70}',
  "podium:replicas": "3",
};

/** Settings that only clouds have, each of its own. */
const CLOUDS = {
  "podium-ecs:certificateArn":
    "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
  "podium-ecs:domain": "podium.example.com",
  "podium-ecs:registry": "ecr",
  "podium-aci:zones": "1,2,3",
  "podium-aci:registry": "acr",
};

/** Configurations that ask much of a program, each in another way. */
const CONFIGURATIONS: Record<string, Record<string, string>> = {
  "the default": {},
  "secrets and a login": {
    "podium:secrets": '{"API_KEY":"s3cret","PEM":"one\\ntwo"}',
    "podium:registryCredentials":
      '{"server":"registry.example.com:5000","username":"robot","password":"pass"}',
  },
  "everything optional": EVERYTHING_OPTIONAL,
  "everything that clouds add": { ...EVERYTHING_OPTIONAL, ...CLOUDS },
  "the smallest there is": {
    "podium:name": "a",
    "podium:version": "1",
    "podium:replicas": "1",
    "podium:cpu": "0.05",
    "podium:memory": "32",
    "podium:user": "1",
    "podium:port": "1024",
    "podium:health": '{"interval":1,"timeout":1,"failures":1}',
    "podium:readiness": '{"interval":1,"timeout":1,"failures":1}',
    "podium:stopSeconds": "2",
    "podium:update": '{"parallelism":1,"surge":0,"rollback":false}',
    "podium-aci:registry": "acr",
  },
  "the largest there is": {
    "podium:name": "a-name-of-20-letters",
    "podium:version": "v1.2.3-rc.4_with-32-characters.Z",
    "podium:replicas": "100",
    "podium:cpu": "16",
    "podium:memory": "65536",
    "podium:user": "2147483647",
    "podium:port": "65535",
    "podium:health": '{"interval":300,"timeout":120,"failures":10}',
    "podium:readiness": '{"interval":300,"timeout":120,"failures":10}',
    "podium:stopSeconds": "120",
    "podium:update": '{"parallelism":100,"surge":100}',
    "podium:autoscaling": '{"min":100,"max":100,"cpuPercent":100}',
    // The nodes' own limit, which is another on each cluster.
    "podium-nomad:maxStopSeconds": "120",
    ...CLOUDS,
  },
  "odd sizes and texts": {
    "podium:cpu": "1.37",
    "podium:memory": "1531",
    "podium:replicas": "7",
    "podium:update": '{"parallelism":3,"surge":2}',
    "podium:readOnlyRootFilesystem": "false",
    "podium:env":
      '{"EMPTY":"","QUOTED":"a \\"b\\" <c> & {{.d}} ${e} [f]","LINES":"one\\ntwo","PODIUM_INSTANCE":"mine"}',
    "podium:health": '{"interval":7,"timeout":3}',
    "podium-kubernetes:serviceType": "LoadBalancer",
  },
};

export const WORKLOADS = Object.fromEntries(
  Object.entries(CONFIGURATIONS).map(([name, config]) => [name, { ...SURROUNDINGS, ...config }]),
);
