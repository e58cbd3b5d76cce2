import { userInfo } from "node:os";
import type { Cloud } from "../../core/config/keys";
import { failed } from "../failure";
import { clientSettings } from "./aws";

/**
 * Who runs this, as evidence names them. In the local cloud `PROMENADE_USER`, or the system's name of the user: nobody
 * has to prove it there. On AWS the caller's ARN, by STS; in GitHub Actions with who set the workflow off.
 * @throws Failure when AWS does not tell.
 */
export async function whoami(environment: NodeJS.ProcessEnv, cloud: Cloud, region: string): Promise<string> {
  if (cloud === "sandbox") return localUser(environment);
  const known = knownUser(environment, cloud);
  const arn = await callerArn(region);
  return known === undefined ? arn : `${known}, as ${arn}`;
}

/** Who runs this, as far as it can be told without asking AWS; undefined where it cannot. Proves nothing. */
export function knownUser(environment: NodeJS.ProcessEnv, cloud: Cloud): string | undefined {
  if (cloud === "sandbox") return localUser(environment);
  const { GITHUB_ACTIONS, GITHUB_ACTOR: actor } = environment;
  return GITHUB_ACTIONS === "true" && actor ? `${actor} on GitHub` : undefined;
}

const localUser = ({ PROMENADE_USER }: NodeJS.ProcessEnv): string => PROMENADE_USER || systemUser();

/** A user id without a name is one, too: containers have such. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}

/** Number of the account that AWS's credentials are for. @throws Failure when AWS does not tell. */
export const accountOf = async (region: string): Promise<string> => (await caller(region)).Account ?? "";

const callerArn = async (region: string): Promise<string> => (await caller(region)).Arn ?? "";

async function caller(region: string) {
  const sdk = await import("@aws-sdk/client-sts");
  const client = new sdk.STSClient(clientSettings(undefined, region));
  try {
    return await client.send(new sdk.GetCallerIdentityCommand({}));
  } catch (error) {
    throw nobody(error);
  } finally {
    client.destroy();
  }
}

const nobody = (error: unknown) =>
  failed(
    {
      where: "AWS",
      wrong: "it does not say who is calling",
      found: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      allowed: "credentials that AWS takes",
      change: "log in, or set AWS_PROFILE, then run the same command again",
    },
    { cause: error },
  );
