import { messageOf } from "../failure";
import type { Handlers } from "./handler";
import { AwsError, type RestResult } from "./protocol";

interface Input {
  readonly FunctionName?: string;
  readonly Payload?: unknown;
}

/** Lambda. An error of the function itself is an answer, marked by a header. */
export const lambda: Handlers = {
  Invoke: async ({ FunctionName = "", Payload }: Input, { functions }): Promise<RestResult> => {
    if (!functions.has(FunctionName)) {
      throw new AwsError("ResourceNotFoundException", `Function not found: ${FunctionName}`, 404);
    }
    const failed = (error: object): RestResult => ({ headers: { "x-amz-function-error": "Unhandled" }, body: error });
    try {
      const { result, error } = await functions.invoke(FunctionName, Payload);
      return error ? failed(error) : { headers: {}, body: result ?? null };
    } catch (error) {
      return failed({ errorType: "Sandbox.Timedout", errorMessage: messageOf(error) });
    }
  },
};
