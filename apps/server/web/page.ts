/** The web page as files in memory, answered with the right type and caching. */
import type { Context } from "hono";
import type { Env } from "../http/client.ts";
import { problem } from "../http/problem.ts";

export interface PageFile {
  bytes: Uint8Array<ArrayBuffer>;
  type: string;
  /** The name holds a hash of the content: it may be kept for ever. */
  isImmutable: boolean;
}

export interface Page {
  answer(c: Context<Env>): Promise<Response>;
}

/**
 * @param whenBuilt files by path, `/index.html` among them. It answers every path that is no file's: the page reads the address
 * itself. A request that comes while they are being built waits for them.
 */
export function createPage(whenBuilt: ReadonlyMap<string, PageFile> | Promise<ReadonlyMap<string, PageFile>>): Page {
  return {
    async answer(c) {
      const files = await whenBuilt;
      const { path } = c.req;
      const file = files.get(path);
      if (file) return fileAnswer(c, file);
      // A missing part of the page must not look like the page; nor should the API.
      if (path.startsWith("/assets/") || path === "/api" || path.startsWith("/api/")) return c.notFound();
      const index = files.get("/index.html");
      return index
        ? fileAnswer(c, index)
        : problem(c, 404, "not-found", "The page was not built; the API is at /api/v1");
    },
  };
}

function fileAnswer(c: Context<Env>, file: PageFile): Response {
  const etag = `"${Bun.hash(file.bytes).toString(36)}"`;
  const headers = {
    "Content-Type": file.type,
    "Cache-Control": file.isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    ETag: etag,
  };
  if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
  return c.body(file.bytes, 200, headers);
}
