/**
 * The browsable reference of the API: the OpenAPI document as one plain page. It needs no script, so it works under our own
 * policy (which allows no inline styles, as the usual viewers want), and it costs nothing until somebody asks.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { html } from "hono/html";

/** What we read of an OpenAPI 3.1 document of ours. */
export interface ApiDocument {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

interface Operation {
  tags?: string[];
  summary?: string;
  description?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[];
  requestBody?: Content;
  responses: Record<string, Content & { description: string }>;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  format?: string;
  enum?: unknown[];
  example?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
}

type Markup = ReturnType<typeof html>;

const styles = [
  join(import.meta.dir, "..", "..", "web", "styles", "tokens.css"),
  join(import.meta.dir, "api_reference.css"),
];

export function apiStyle(): string {
  return styles.map((path) => readFileSync(path, "utf8")).join("\n");
}

/** @param stylePath where {@link apiStyle} is answered */
export async function apiReference(document: ApiDocument, stylePath: string): Promise<string> {
  const { info, paths, components } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags ?? []))];
  const schemas = Object.entries(components?.schemas ?? {});
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API ${info.version}</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<header><h1>${info.title} API <small>${info.version}</small></h1><p>${info.description ?? ""}</p>
<p>The same for programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p></header>
<main>
${tags.map(
  (tag) => html`<section><h2>${tag}</h2>
${operations.filter(({ operation }) => operation.tags?.includes(tag)).map((each) => operationOf(each))}</section>`,
)}
<section><h2>Schemas</h2>
${schemas.map(([name, schema]) => html`<article id="schema-${name}"><h3>${name}</h3>${shape(schema)}</article>`)}</section>
</main>
</body>
</html>`;
  return String(await page);
}

function operationOf({ path, method, operation }: { path: string; method: string; operation: Operation }): Markup {
  const parameters = operation.parameters ?? [];
  return html`<details><summary><b class="method">${method.toUpperCase()}</b> <code>${path}</code> ${operation.summary ?? ""}</summary>
${operation.description ? html`<p>${operation.description}</p>` : ""}
${operation.security ? html`<p class="muted">Needs a signed-in session.</p>` : ""}
${parameters.length > 0 ? html`<h3>Parameters</h3><ul>${parameters.map((each) => field(each.name, each.schema ?? {}, each.required ?? false))}</ul>` : ""}
${operation.requestBody ? html`<h3>Request</h3>${contentOf(operation.requestBody)}` : ""}
<h3>Answers</h3><dl>${Object.entries(operation.responses).map(
    ([status, answer]) => html`<dt>${status}</dt><dd>${answer.description}${contentOf(answer)}</dd>`,
  )}</dl></details>
`;
}

function contentOf({ content }: Content): Markup | Markup[] {
  return Object.entries(content ?? {}).map(
    ([type, { schema }]) => html` <span class="muted">${type}</span> ${shape(schema ?? {})}`,
  );
}

/** A schema: its type, and its fields under it. */
function shape(schema: Schema): Markup {
  const inner = schema.items ?? schema;
  const fields = Object.entries(inner.properties ?? {});
  return html`${typeOf(schema)}${
    fields.length > 0
      ? html`<ul>${fields.map(([name, each]) => field(name, each, inner.required?.includes(name) ?? false))}</ul>`
      : ""
  }`;
}

function field(name: string, schema: Schema, isRequired: boolean): Markup {
  const example =
    schema.example === undefined ? "" : html` <span class="muted">${JSON.stringify(schema.example)}</span>`;
  return html`<li><code>${name}</code>${isRequired ? "" : html` <span class="muted">optional</span>`} ${shape(schema)}${example}${
    schema.description ? html`<p>${schema.description}</p>` : ""
  }</li>`;
}

function typeOf(schema: Schema): Markup {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.items) return html`list of ${typeOf(schema.items)}`;
  if (schema.anyOf) return html`${schema.anyOf.map((each, index) => html`${index > 0 ? " or " : ""}${typeOf(each)}`)}`;
  if (schema.enum) return html`${schema.enum.map((each) => JSON.stringify(each)).join(", ")}`;
  return html`${[schema.type ?? []].flat().join(" or ")}${schema.format ? ` (${schema.format})` : ""}`;
}
