/** The origin of a site, as somebody writes it: scheme, host and port, and nothing behind them. */
import { z } from "@hono/zod-openapi";

const withoutPath = "Write it without a path, such as https://crm.empresa.com.br";
const withScheme = "Write it with https:// before it, such as https://crm.empresa.com.br";

/** Comes out as browsers write it in `Origin`. */
export const origin = z
  .string("Write a text")
  .trim()
  .max(300, "Write at most 300 characters")
  .regex(/^[^\p{Cc}]*$/u, "Write it on one line")
  .transform((text, context) => {
    const read = originOf(text);
    if (read !== null) return read;
    context.addIssue(originOf(`https://${text}`) === null ? withoutPath : withScheme);
    return z.NEVER;
  });

function originOf(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === "" || url.hostname.includes("*")) return null;
  const isBare = [url.username, url.password, url.search, url.hash].every((part) => part === "");
  return isBare && url.pathname === "/" ? url.origin : null;
}
