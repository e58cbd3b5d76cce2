import type { Endpoint } from "../workspace";

// The SDK's notice about Node.js versions that it will ask for one day is its maintainers' business, not our users'.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** How often a call is made that AWS throttles, fails or does not answer, each time after a longer pause (SDK: standard mode). */
const maxAttempts = 5;

/** Settings of any AWS client: the local cloud's API where there is one, else the user's own way to AWS. */
export const clientSettings = (endpoint: Endpoint | undefined, region: string) => ({
  region,
  maxAttempts,
  ...(endpoint === undefined
    ? {}
    : {
        endpoint: endpoint.url,
        credentials: { accessKeyId: endpoint.token, secretAccessKey: endpoint.token },
      }),
});

/** For calls that are answered at once: one that is not (ms) has failed, and is made again. */
export const promptly = {
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
};
