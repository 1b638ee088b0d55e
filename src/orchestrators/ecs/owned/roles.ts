import type { Role } from "@aws-sdk/client-iam";
import type { Owned } from "../../engine";
import { REGION_TAG } from "../names";
import { all, byKey, isOurs, type Search, unlessDenied } from "./search";

/** The roles, each after its policies. */
export async function findRoles(search: Search): Promise<Owned[]> {
  const iam = await search.clients.iam();
  const roles = await all(iam.sdk.paginateListRoles, iam, { MaxItems: 1000 }, (page) => page.Roles);
  // Pulumi adds a random suffix.
  const named = roles.filter(({ RoleName: name }) => name?.startsWith(`${search.workload}-`));
  return (await Promise.all(named.map((role) => withPolicies(search, role)))).flat();
}

/** A role and its policies, or nothing if it is not of the workload in the region: a list of roles has no tags. */
async function withPolicies(search: Search, { RoleName: name = "" }: Role): Promise<Owned[]> {
  const { clients, owned, region } = search;
  const iam = await clients.iam();
  const { sdk } = iam;
  const role = { RoleName: name };
  const tags = byKey(await all(sdk.paginateListRoleTags, iam, role, (page) => page.Tags));
  if (!isOurs(search, tags) || tags[REGION_TAG] !== region) return [];
  const policies = await unlessDenied(
    all(sdk.paginateListRolePolicies, iam, role, (page) => page.PolicyNames),
  );
  return [
    ...policies.map((policy) =>
      owned(
        "iam/rolePolicy:RolePolicy",
        `${name}:${policy}`,
        `policy ${policy}`,
        `iam delete-role-policy --role-name ${name} --policy-name ${policy}`,
      ),
    ),
    owned("iam/role:Role", name, `role ${name}`, `iam delete-role --role-name ${name}`),
  ];
}
