// The SDK takes a stack trace for each promise it waits for, four for each property of a resource: a seventh of what a
// preview takes. They are shown only where somebody looks for promises that never end.
"use strict";

const debuggable = require("@pulumi/pulumi/runtime/debuggable");
const { debuggablePromise, debugPromiseLeaks } = debuggable;

if (!debugPromiseLeaks) debuggable.debuggablePromise = withoutTrace;

function withoutTrace(promise, context) {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(promise, context);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
