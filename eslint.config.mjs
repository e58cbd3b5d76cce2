import pulumi from "@pulumi/eslint-plugin";
import boundaries from "eslint-plugin-boundaries";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** The parts of the tree. */
const parts = [
  { category: "core", pattern: "core/**" },
  { category: "flows", pattern: "flows/**" },
  { category: "function", pattern: "functions/**" },
  { category: "program", pattern: "program/**" },
  { category: "component", pattern: "components/*.ts" },
  { category: "component-part", pattern: "components/shared/**" },
  { category: "entry", pattern: "index.ts" },
  { category: "pack", pattern: "policies/*/**", capture: ["name"] },
  { category: "toolchain", pattern: "toolchain/**" },
  { category: "sandbox", pattern: "sandbox/{*,!(app)/**}" },
  { category: "sandbox-app", pattern: "sandbox/app/**" },
  { category: "cli", pattern: "cli/**" },
  { category: "bench", pattern: "bench/**" },
  { category: "docs", pattern: "docs/**" },
  { category: "test", pattern: "test/**" },
].map((part) => ({ ...part, partialMatch: false }));

const everything = parts.map(({ category }) => category);

/** Who may import whom. A component never imports its sibling, a policy pack nothing of the program. */
const imports = {
  core: ["core"],
  flows: ["flows", "core"],
  function: ["function", "core"],
  program: ["program", "component", "core", "flows"],
  "component-part": ["component-part", "core"],
  component: ["component-part", "core"],
  entry: ["program", "core"],
  toolchain: ["toolchain", "core"],
  "sandbox-app": ["sandbox-app"],
  sandbox: ["sandbox"],
  cli: ["cli", "core", "flows", "toolchain"],
  bench: everything.filter((part) => part !== "test"),
  docs: ["docs", "pack"],
  test: everything,
};

const file = (categories, captured = {}) => ({ file: { categories: { anyOf: categories }, captured } });

const allowed = [
  ...Object.entries(imports).map(([from, to]) => ({ from: file([from]), allow: { to: file(to) } })),
  { from: file(["pack"]), allow: { to: file(["pack"], { name: "{{ from.file.captured.name }}" }) } },
  // The sandbox stands in for the cloud, which knows no rules of the program: it shares shapes at most.
  { from: file(["sandbox"]), allow: { to: file(["core"]), dependency: { kind: "type" } } },
];

/** Packages and Node.js modules that a part does without. */
const without = (files, message, ...group) => ({
  files,
  rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns: [{ group, message }] }] },
});

export default defineConfig(
  globalIgnores(["node_modules", ".sandbox", "coverage"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { "@pulumi": pulumi, boundaries },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      "boundaries/files": parts,
      "boundaries/root-path": import.meta.dirname,
      "import/resolver": { node: { extensions: [".ts", ".mjs", ".js", ".json"] } },
    },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "error",
      "boundaries/dependencies": ["error", { default: "disallow", checkUnknownLocals: true, policies: allowed }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // A port's method is async because its interface says so, whatever one implementation needs.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    // A missing value fails the test or the measurement, which is what it is for.
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off", "@typescript-eslint/no-require-imports": "off" },
  },
  without(
    ["core/**/*.ts"],
    "core decides; SDKs, disk, network and processes are its callers' business",
    ...[
      "@pulumi/*",
      "@aws-sdk/*",
      "node:fs*",
      "node:os",
      "node:net",
      "node:http*",
      "node:child_process",
      "node:process",
    ],
  ),
  {
    files: ["core/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", "process", "fetch", "setTimeout", "setInterval"],
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "NewExpression[callee.name='Date'][arguments.length=0], MemberExpression[object.name='Date'][property.name='now']",
          message: "core has no clock: take the time as an argument",
        },
      ],
    },
  },
  without(
    ["components/**/*.ts"],
    "components describe resources; disk, network and processes are the command line's business",
    ...["@aws-sdk/*", "node:fs*", "node:os", "node:net", "node:http*", "node:child_process"],
  ),
  without(["policies/**/*.ts"], "a pack judges data: it needs @pulumi/policy alone", "@pulumi/*", "!@pulumi/policy"),
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
  {
    files: ["policies/*/main.js"],
    languageOptions: { sourceType: "commonjs", globals: { require: "readonly", __dirname: "readonly" } },
  },
);
