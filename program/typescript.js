// Has index.ts and what it imports loaded with their types stripped, not checked. A check takes five times as long as
// all the rest and is the editor's and CI's work. Some language hosts put a checking loader in place whatever
// Pulumi.yaml says.
"use strict";

delete require.extensions[".ts"];
// That loader also maps every stack trace to its sources; the SDK takes one a promise, a tenth of a preview's time.
Error.prepareStackTrace = undefined;
require("sucrase/register/ts");
