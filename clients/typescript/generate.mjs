// Writes src/generated from the description of the API: `node generate.mjs openapi.yaml FOLDER`, where node_modules is beside the working
// directory. `make client-types` calls it. The types are openapi-typescript's; what the runtime has to know of each operation is a table.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const { default: openapiTS, astToString } = require("openapi-typescript");
const parser = require("@apidevtools/swagger-parser").default;
const ts = require("typescript");

const HEAD = "// Made from openapi.yaml by generate.mjs. Do not edit: `make client-types` writes it anew.\n";
const METHODS = ["get", "put", "post", "delete", "patch"];
// Twice is the same as once (RFC 9110, section 9.2.2).
const IDEMPOTENT = ["get", "put", "delete"];
// Codes that nearly every operation has, and that no caller acts on.
const EVERYWHERE = ["internal", "malformed_body", "malformed_request", "body_too_large", "unauthorized", "unavailable", "unsupported_encoding", "unsupported_media_type"];

const [source, folder] = process.argv.slice(2);
const description = await parser.parse(source);
const operations = clientOperations();
prune();
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "api.ts"), await types());
writeFileSync(join(folder, "operations.ts"), table());

/** What a reference leads to, or the value itself. */
function resolved(value) {
  return value?.$ref ? value.$ref.slice(2).split("/").reduce((at, name) => at[name], description) : value;
}

/** The operations that a client has use for. All others are taken out of the description, and so is what only refusals need. */
function clientOperations() {
  const found = [];
  for (const [path, item] of Object.entries(description.paths)) {
    for (const method of METHODS.filter((each) => item[each])) {
      const operation = item[method];
      operation.parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      const codes = refusals(operation);
      operation.responses = Object.fromEntries(Object.entries(operation.responses).filter(([status]) => status.startsWith("2") || status === "304"));
      if (auth(operation) === undefined || !speaksJson(operation)) delete item[method];
      else found.push({ path, method, operation, codes });
    }
    delete item.parameters;
  }
  return found;
}

/** Whether an access token is needed, may be sent (`optional`) or is of no use (`none`); undefined where it is another secret. */
function auth({ security = description.security ?? [] }) {
  const ways = security.map((way) => Object.keys(way));
  if (ways.length === 0) return "none";
  if (!ways.flat().includes("accessToken")) return ways.some((way) => way.length === 0) ? "none" : undefined;
  return ways.some((way) => way.length === 0) ? "optional" : "required";
}

/** Whether each good answer is JSON, or has no body. */
function speaksJson({ responses }) {
  return Object.values(responses).every((answer) => Object.keys(resolved(answer).content ?? {}).every(isJson));
}

function isJson(type) {
  return /^application\/([a-z.-]+\+)?json$/.test(type);
}

/** The codes of an operation's refusals that a caller may act on. */
function refusals({ responses }) {
  const codes = Object.values(responses).flatMap((answer) => Object.values(resolved(answer).content ?? {}).flatMap((media) => media["x-codes"] ?? []));
  return [...new Set(codes)].filter((code) => !EVERYWHERE.includes(code)).sort();
}

/** Takes away examples, and each component that nothing refers to any more. */
function prune() {
  for (const key of ["example", "examples"]) forget(description, key);
  const used = new Set(["#/components/schemas/Problem"]);
  const look = (value) => {
    if (value === null || typeof value !== "object") return;
    if (typeof value.$ref === "string" && !used.has(value.$ref)) used.add(value.$ref) && look(resolved(value));
    Object.values(value).forEach(look);
  };
  look(description.paths);
  look(description.components.schemas.Problem);
  for (const [kind, entries] of Object.entries(description.components)) {
    for (const name of Object.keys(entries)) if (!used.has(`#/components/${kind}/${name}`)) delete entries[name];
  }
}

/** Removes a member of description objects wherever it stands; a property of a schema may have its name. */
function forget(value, key, named = false) {
  if (value === null || typeof value !== "object") return;
  if (!named && !Array.isArray(value)) delete value[key];
  for (const [name, each] of Object.entries(value)) forget(each, key, !named && name === "properties");
}

/** The types of all that is sent and shown. */
async function types() {
  const nodes = await openapiTS(description, { transform });
  const kept = nodes.filter((node) => ["components", "operations"].includes(node.name?.text));
  return HEAD + astToString(kept);
}

/** What openapi-typescript would say less well: an open list of words stays a list for the editor, and a file is a Blob. */
function transform(schema) {
  const { factory } = ts;
  const words = schema.anyOf?.length === 2 && schema.anyOf[1].type === "string" && !schema.anyOf[1].enum && schema.anyOf[0].enum;
  const string = factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword);
  if (words) {
    const literals = words.map((word) => factory.createLiteralTypeNode(factory.createStringLiteral(word)));
    return factory.createUnionTypeNode([...literals, factory.createIntersectionTypeNode([string, factory.createTypeLiteralNode([])])]);
  }
  return schema.format === "binary" ? factory.createTypeReferenceNode("Blob") : undefined;
}

/** The table of operations, and the interface that has a documented method for each. */
function table() {
  const rows = operations.map(({ path, method, operation }) => `  ${operation.operationId}: ${row(path, method, operation)},\n`);
  const methods = operations.map((each) => `${comment(each)}  ${each.operation.operationId}: ${type(each.operation)};\n`);
  return `${HEAD}import type { List, Method, Operation } from "../types.ts";

/** What the runtime has to know of each operation. */
export const OPERATIONS = {
${rows.join("")}} as const satisfies Record<string, Operation>;

/** One method for each operation, by its name in the description. */
export interface Methods {
${methods.join("")}}
`;
}

/** An operation's row. What is left out has the usual value. */
function row(path, method, operation) {
  const content = Object.keys(resolved(operation.requestBody)?.content ?? {})[0];
  const facts = { method: method.toUpperCase(), path, auth: auth(operation) };
  if (content && content !== "application/json") facts.content = content;
  if (hasKey(operation)) facts.key = true;
  if (hasKey(operation) || IDEMPOTENT.includes(method) || operation["x-repeatable"]) facts.repeatable = true;
  if (entries(operation)) facts.entries = entries(operation);
  return `{ ${Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ")} }`;
}

function hasKey(operation) {
  return operation.parameters.some((parameter) => resolved(parameter).name === "Idempotency-Key");
}

/** The properties of an operation's page, if it answers with pages. */
function page(operation) {
  const answer = resolved(operation.responses["200"]);
  const properties = resolved(answer?.content?.["application/json"]?.schema)?.properties;
  return properties?.next_cursor && operation.parameters.some((parameter) => resolved(parameter).name === "cursor") ? properties : undefined;
}

/** The member that has a page's entries. A page of several lists has none. */
function entries(operation) {
  const lists = Object.entries(page(operation) ?? {}).filter(([, schema]) => resolved(schema).type === "array");
  return lists.length === 1 ? lists[0][0] : undefined;
}

function type(operation) {
  const name = JSON.stringify(operation.operationId);
  if (!page(operation)) return `Method<${name}>`;
  return `Method<${name}> & List<${[name, ...(entries(operation) ? [JSON.stringify(entries(operation))] : [])].join(", ")}>`;
}

/** What an editor shows of a method. */
function comment({ path, method, operation, codes }) {
  const said = [operation.summary, operation.description?.trim(), `\`${method.toUpperCase()} ${path}\``];
  if (operation["x-permission"]) said.push(`Permission: \`${operation["x-permission"]}\`.`);
  if (codes.length) said.push(`Refusals: ${codes.map((code) => `\`${code}\``).join(", ")}.`);
  if (operation.deprecated) said.push("@deprecated");
  const lines = said.filter(Boolean).join("\n\n").trim().replaceAll("*/", "* /").split("\n");
  return `  /**\n${lines.map((line) => `   * ${line}`.trimEnd()).join("\n")}\n   */\n`;
}
