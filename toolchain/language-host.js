// Takes back what the engine and its language host hand to Node.js without being asked to: TypeScript's compiler, whatever
// Pulumi.yaml says, and traces of each call, which nobody reads. To load them takes a quarter of a small preview.
"use strict";

delete process.env.PULUMI_NODEJS_TYPESCRIPT;
delete process.env.TRACEPARENT;
