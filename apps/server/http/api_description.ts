/** What the API says of itself: what its routes say, and what each of them needs, by the one table of it. */
import { needInWords, needs } from "../sign_in/needs.ts";

interface Operation {
  responses: Record<string, { description: string; content?: object }>;
}

const refusal = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };

/**
 * @param document as the generator makes it
 * @returns JSON
 */
export function describeApi(document: { paths?: object }, base: string): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries<Operation>(methods).map(([method, operation]) => [method, path, operation] as const),
  );
  for (const [method, path, { responses }] of operations) {
    const need = needs[`${method.toUpperCase()} ${path.slice(base.length)}`];
    if (need === undefined || need === "signed_in") continue;
    const said = responses[403]?.description;
    const description = `${said === undefined ? "You may not" : said}. It needs: ${needInWords(need)}`;
    responses[403] = { content: refusal, ...responses[403], description };
  }
  // The generator writes a pattern's flags after it, as in a script; there are none in OpenAPI.
  return JSON.stringify(document, (key, value) =>
    key === "pattern" && typeof value === "string" ? value.replace(/\/[a-z]+$/, "") : value,
  );
}
