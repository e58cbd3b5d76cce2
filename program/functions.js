// The SDK can turn functions into code. For that it listens to V8's debugger, which slows down each promise, and loads
// the TypeScript compiler and npm's reader of installed packages: together a tenth of a preview. Here it does so only once
// somebody has a function to turn into code, which this program never has.
"use strict";

const closures = {
  serializeClosure: ["serializeFunction", "serializeFunctionAsync"],
  codePaths: ["computeCodePaths"],
};

for (const [file, names] of Object.entries(closures)) defer(resolve(file), names);
stopListening(require.cache[resolve("v8Hooks")]);

function resolve(file) {
  return require.resolve(`@pulumi/pulumi/runtime/closure/${file}`);
}

/** In the place of a module that nobody has loaded yet: functions of its names that load it when they are called. */
function defer(filename, names) {
  if (filename in require.cache) return;
  const loaded = () => {
    if (require.cache[filename] === deferred) delete require.cache[filename];
    return require(filename);
  };
  const exports = Object.fromEntries(names.map((name) => [name, (...args) => loaded()[name](...args)]));
  const deferred = { id: filename, filename, loaded: true, exports, children: [], paths: [] };
  require.cache[filename] = deferred;
}

function stopListening(hooks) {
  void hooks?.exports.getSessionAsync().then((session) => session.post("Debugger.disable"));
}
