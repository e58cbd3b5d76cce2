/** A call that the simulated cloud refuses, in the words of its API: a code and what it says. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`api error ${code}: ${message}`);
  }
}
