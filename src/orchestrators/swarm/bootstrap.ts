import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type Docker from "dockerode";
import { z } from "zod";
import { writeFile } from "../../common/files";
import { isPodman } from "../../docker/client";
import { fail } from "../../docker/registry";
import type { Bootstrap } from "../bootstrap";
import { type Info, INITIALISE, ONE_NODE } from "./obstacles";

/** What the journal remembers: the id of the swarm that Podium has initialised. */
const schema = z.object({ swarm: z.string() });

/** A swarm of one node. */
export const bootstrap: Bootstrap = {
  async missing(docker, folder) {
    const { Swarm } = (await docker.info()) as Info;
    if (Swarm?.LocalNodeState !== "inactive" || (await isPodman(docker))) return [];
    return [
      {
        title: "Initialise a one-node swarm in the Docker engine",
        command: INITIALISE,
        run: () => initialise(docker, journalIn(folder)),
      },
    ];
  },

  async started(folder) {
    const swarm = await read(journalIn(folder));
    return swarm === DAMAGED ? undefined : swarm;
  },

  /** Leaves the swarm that Podium has initialised, unless something still runs there. */
  async undo(docker, folder) {
    const journal = journalIn(folder);
    const swarm = await read(journal);
    if (swarm === undefined) return [];
    if (swarm === DAMAGED) {
      return [
        `${journal} is damaged, so it is unknown whether Podium has initialised the swarm, which stays. If nobody else ` +
          "uses it: `docker swarm leave --force`. Then delete the file.",
      ];
    }
    const { Swarm } = (await docker.info()) as Info;
    if (Swarm?.Cluster?.ID !== swarm) {
      await rm(journal);
      return ["The swarm that Podium initialised no longer exists."];
    }
    const services = await docker.listServices();
    if (services.length) {
      const names = services.map(({ Spec }) => Spec?.Name).join(", ");
      return [`The swarm stays, since it still runs ${names}.`];
    }
    if ((Swarm.Nodes ?? 1) > 1) return ["The swarm stays, since other machines have joined it."];
    await docker.swarmLeave({ force: true }).catch(fail("The Docker engine cannot leave its swarm"));
    await rm(journal);
    return ["The Docker engine has left its swarm."];
  },
};

const journalIn = (folder: string) => join(folder, "bootstrap.json");

async function initialise(docker: Docker, journal: string): Promise<void> {
  await docker.swarmInit(ONE_NODE).catch(fail("The swarm cannot be initialised"));
  const { ID } = (await docker.swarmInspect()) as { ID: string };
  writeFile(journal, `${JSON.stringify({ swarm: ID } satisfies z.infer<typeof schema>)}\n`);
}

const DAMAGED = Symbol();

/** The id of the swarm that Podium has initialised, if any. */
async function read(journal: string): Promise<string | typeof DAMAGED | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(journal, "utf8"))).swarm;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : DAMAGED;
  }
}
