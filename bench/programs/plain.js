// As Pulumi itself loads a program written in JavaScript. Some language hosts load TypeScript's checking loader whatever
// Pulumi.yaml says, which then maps every stack trace; nobody should be faster for having it taken back.
"use strict";

Error.prepareStackTrace = undefined;
