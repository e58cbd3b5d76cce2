import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { ObjectSchema, PackageSchema, PropertyType, ResourceSchema } from "./schema";

/**
 * Reads the schema of resource types (Pulumi tokens) from the declarations of the SDK installed in `directory`. Syntax
 * only: the parser is enough and takes about a second for the largest SDK, a type check would take minutes.
 * Throws when a type is not declared there.
 */
export function readDeclarations(directory: string, types: readonly string[]): PackageSchema {
  const { version } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as { version: string };
  const inputs = declaredInterfaces(parse(join(directory, "types", "input.d.ts")));
  const objects: Record<string, ObjectSchema> = {};

  const objectNamed = (name: string): PropertyType => {
    const declaration = inputs.get(name);
    if (!declaration) return "any";
    if (!(name in objects)) {
      objects[name] = { properties: {} }; // before its members, which may name it again
      objects[name] = { properties: argumentsOf(declaration, objectNamed) };
    }
    return { object: name };
  };

  const resources = Object.fromEntries(
    types.map((token) => [token, readResource(parse(join(directory, declarationFile(token))), token, objectNamed)]),
  );
  return { version, resources, objects };
}

/** `aws:ec2/vpc:Vpc` is declared in `ec2/vpc.d.ts`; `random:index/randomId:RandomId` in `randomId.d.ts`. */
function declarationFile(token: string): string {
  const [, path = ""] = token.split(":");
  return `${path.replace(/^index\//, "")}.d.ts`;
}

type ObjectNamed = (name: string) => PropertyType;

function readResource(source: ts.SourceFile, token: string, objectNamed: ObjectNamed): ResourceSchema {
  const name = token.slice(token.lastIndexOf(":") + 1);
  const declared = source.statements.find((each) => ts.isClassDeclaration(each) && each.name?.text === name);
  const args = source.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === `${name}Args`);
  if (!declared || !ts.isClassDeclaration(declared)) throw new Error(`${source.fileName} declares no class ${name}`);

  const outputs: Record<string, { optional?: true }> = {};
  for (const member of declared.members) {
    if (!ts.isPropertyDeclaration(member) || !ts.isIdentifier(member.name) || !member.type) continue;
    const value = unwrap(member.type, "Output");
    if (value) outputs[member.name.text] = isOptional(value) ? { optional: true } : {};
  }
  const properties = args && ts.isInterfaceDeclaration(args) ? argumentsOf(args, objectNamed) : {};
  return { properties, outputs };
}

function argumentsOf(declaration: ts.InterfaceDeclaration, objectNamed: ObjectNamed): ObjectSchema["properties"] {
  const properties: Record<string, { type: PropertyType; required?: true }> = {};
  for (const member of declaration.members) {
    if (!ts.isPropertySignature(member) || !ts.isIdentifier(member.name) || !member.type) continue;
    const type = typeOf(member.type, objectNamed);
    properties[member.name.text] = member.questionToken ? { type } : { type, required: true };
  }
  return properties;
}

function typeOf(node: ts.TypeNode, objectNamed: ObjectNamed): PropertyType {
  const wrapped = unwrap(node, "Input");
  if (wrapped) return typeOf(wrapped, objectNamed);
  if (node.kind === ts.SyntaxKind.StringKeyword) return "string";
  if (node.kind === ts.SyntaxKind.NumberKeyword) return "number";
  if (node.kind === ts.SyntaxKind.BooleanKeyword) return "boolean";
  if (ts.isArrayTypeNode(node)) return { array: typeOf(node.elementType, objectNamed) };
  if (ts.isUnionTypeNode(node)) return unionOf(node, objectNamed);
  if (ts.isTypeLiteralNode(node)) {
    const index = node.members.find(ts.isIndexSignatureDeclaration);
    return { map: index ? typeOf(index.type, objectNamed) : "any" };
  }
  if (ts.isTypeReferenceNode(node)) {
    const [root = "", ...rest] = entityName(node.typeName).split(".");
    if (root === "inputs") return objectNamed(rest.join("."));
    // Enumerations are open strings; a resource class stands for the id or ARN that the SDK sends for it.
    return root === "enums" || rest.length === 0 ? "string" : "any";
  }
  return "any";
}

function unionOf(node: ts.UnionTypeNode, objectNamed: ObjectNamed): PropertyType {
  const types = node.types
    .filter((each) => each.kind !== ts.SyntaxKind.UndefinedKeyword)
    .map((each) => typeOf(each, objectNamed));
  const distinct = [...new Map(types.map((each) => [JSON.stringify(each), each])).values()];
  const [first = "any"] = distinct;
  return distinct.length > 1 ? { oneOf: distinct } : first;
}

const isOptional = (node: ts.TypeNode): boolean =>
  ts.isUnionTypeNode(node) && node.types.some((each) => each.kind === ts.SyntaxKind.UndefinedKeyword);

/** The `T` of `pulumi.Input<T>` or `pulumi.Output<T>`. */
function unwrap(node: ts.TypeNode, wrapper: "Input" | "Output"): ts.TypeNode | undefined {
  if (!ts.isTypeReferenceNode(node) || entityName(node.typeName) !== `pulumi.${wrapper}`) return undefined;
  return node.typeArguments?.[0];
}

const entityName = (name: ts.EntityName): string =>
  ts.isIdentifier(name) ? name.text : `${entityName(name.left)}.${name.right.text}`;

/** Interfaces by dotted name, `lb.ListenerRuleAction`, or plain where the SDK has no namespaces. */
function declaredInterfaces(source: ts.SourceFile): Map<string, ts.InterfaceDeclaration> {
  const found = new Map<string, ts.InterfaceDeclaration>();
  const visit = (statements: readonly ts.Statement[], prefix: string): void => {
    for (const each of statements) {
      if (ts.isInterfaceDeclaration(each)) found.set(prefix + each.name.text, each);
      if (ts.isModuleDeclaration(each) && each.body && ts.isModuleBlock(each.body)) {
        visit(each.body.statements, `${prefix}${each.name.text}.`);
      }
    }
  };
  visit(source.statements, "");
  return found;
}

function parse(file: string): ts.SourceFile {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    // An SDK without nested types (random) has no types/input.d.ts.
    if (!file.endsWith(join("types", "input.d.ts"))) throw error;
  }
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
}
