/** How to reach one PBX: what the page sends, the environment gives and the database keeps. */
import { z } from "@hono/zod-openapi";
import { type PbxId, pbxId } from "@qmanager/core";
import { readLogAddress } from "../queue_log/address.ts";

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, "Fill this in")
    .max(longest)
    .regex(/^[^\p{Cc}]*$/u, "Write it on one line");

/** AMI takes one header a line: a line break in a value would be another header. */
const oneLine = (longest: number) =>
  z
    .string()
    .min(1, "Fill this in")
    .max(longest)
    .regex(/^[^\r\n\0]*$/, "Write it on one line");

const fields = {
  id: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/, "Write 1 to 32 small letters, digits and hyphens")
    .openapi({ description: "Our own short name of the PBX; it never changes", example: "matriz" }),
  name: text(100).openapi({ example: "Matriz" }),
  host: text(253)
    .regex(/^[A-Za-z0-9._:%-]+$/, "Write a host name or an address, without port")
    .openapi({ example: "192.168.0.10" }),
  port: z
    .int()
    .min(1, "Write a number from 1 to 65535")
    .max(65535, "Write a number from 1 to 65535")
    .openapi({ example: 5038 }),
  username: oneLine(200).openapi({ description: "User of manager.conf", example: "qmanager" }),
  tls: z.boolean().openapi({ description: "TLS (tlsenable in manager.conf)" }),
};

/** Where the PBX's queue_log is: a path, or the address of a table with its secret. */
export const queueLog = z
  .string()
  .max(1_000)
  .check((context) => {
    const read = readLogAddress(context.value);
    // The value may hold a secret: it is not repeated.
    if (typeof read === "string") context.issues.push({ code: "custom", message: read, input: null });
  })
  .openapi({
    description: "Its queue_log: a path on the server's machine, or a table of MySQL or MariaDB, as SNEP has it",
    example: "mysql://snep:secret@192.168.0.10/snep/queue_log?zone=America/Sao_Paulo",
  });

/** A PBX with its secret. */
export const pbxInput = z
  .object({ ...fields, queueLog: queueLog.optional(), secret: oneLine(200).openapi({ format: "password" }) })
  .transform((input) => ({ ...input, id: pbxId(input.id) }));

/** A change of a PBX: without a secret the stored one stays. */
export const pbxChange = z
  .object({
    ...fields,
    queueLog: queueLog.nullish().openapi({ description: "Its queue_log; null removes it, left out it stays as it is" }),
    secret: oneLine(200).optional().openapi({ format: "password" }),
  })
  .omit({ id: true });

export interface PbxSettings {
  id: PbxId;
  name: string;
  host: string;
  port: number;
  username: string;
  secret: string;
  tls: boolean;
  /** The address of its queue_log, with the secret; null or left out: it has none that we may read. */
  queueLog?: string | null | undefined;
  /** Why the secret on file cannot be read (it is empty here), and what to do: nobody connects. */
  secretFault?: string;
  /** The same of the secret of queueLog. */
  queueLogFault?: string;
}
