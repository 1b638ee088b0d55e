/** Command lines of the processes that a Docker engine is made of. */
export const DOCKER_PROCESSES = [
  /^(\S*\/)?dockerd( |$)/,
  /^(\S*\/)?containerd .*docker/,
  /^(\S*\/)?containerd$/,
];
