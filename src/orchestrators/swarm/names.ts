/**
 * The label of nodes over whose values services are spread. Swarm has no zones of its own; its documentation calls the
 * label so: https://docs.docker.com/engine/swarm/services/#placement-preferences
 */
export const ZONE_LABEL = "datacenter";
