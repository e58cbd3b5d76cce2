import { createHash } from "node:crypto";
import type { Properties } from "../cloud";
import type { Invoke } from "../provider/model";
import type { ProviderPackage } from "../provider/package";
import { models } from "./models";

/** A number that is always the same for the same thing, as GitHub's database ids are. */
const idFor = (...parts: readonly unknown[]): number =>
  createHash("sha256").update(parts.map(String).join("/")).digest().readUInt32BE(0) % 1_000_000_000;

const repository: Invoke = (args): Properties => {
  const full = String(args["fullName"] ?? `sandbox/${String(args["name"])}`);
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
