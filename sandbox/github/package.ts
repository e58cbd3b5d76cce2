import type { Properties } from "../cloud";
import type { Invoke } from "../provider/model";
import type { ProviderPackage } from "../provider/package";
import { idFor } from "./ids";
import { models } from "./models";

const repository: Invoke = (args): Properties => {
  const full = (args["fullName"] as string | undefined) ?? `sandbox/${String(args["name"])}`;
  const name = full.split("/").at(-1) ?? full;
  return {
    ...args,
    id: name,
    name,
    fullName: full,
    repoId: idFor("repository", full),
    nodeId: `R_${idFor("repository", full)}`,
    defaultBranch: "main",
    visibility: "private",
    private: true,
    archived: false,
    htmlUrl: `https://github.com/${full}`,
    gitCloneUrl: `git://github.com/${full}.git`,
    sshCloneUrl: `git@github.com:${full}.git`,
    httpCloneUrl: `https://github.com/${full}.git`,
    topics: [],
  };
};

const team: Invoke = (args): Properties => {
  const slug = String(args["slug"]);
  const id = idFor("team", slug);
  return {
    ...args,
    id: String(id),
    slug,
    name: slug,
    nodeId: `T_${id}`,
    members: [],
    repositories: [],
    privacy: "closed",
    permission: "pull",
  };
};

const user: Invoke = (args): Properties => {
  const login = String(args["username"]);
  const id = String(idFor("user", login));
  return { ...args, id, login, username: login, name: login, nodeId: `U_${id}`, email: "", siteAdmin: false };
};

/** What of GitHub the local cloud plays; every repository, team and user asked for exists there. */
export const github: ProviderPackage = {
  name: "github",
  sdk: "@pulumi/github",
  keeps: "records",
  models,
  invokes: {
    "github:index/getRepository:getRepository": repository,
    "github:index/getTeam:getTeam": team,
    "github:index/getUser:getUser": user,
  },
};
