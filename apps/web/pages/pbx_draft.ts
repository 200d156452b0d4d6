import { type Signal, signal } from "@preact/signals";
import type { PbxInput, Problem } from "../api.ts";

/** A PBX as it is being typed. */
export interface PbxDraft {
  name: Signal<string>;
  host: Signal<string>;
  port: Signal<string>;
  username: Signal<string>;
  secret: Signal<string>;
  tls: Signal<boolean>;
}

/** What is wrong with a draft, by field. */
export type PbxErrors = { [Field in keyof PbxDraft]?: string };

export const newDraft = (): PbxDraft => ({
  name: signal(""),
  host: signal(""),
  port: signal("5038"),
  username: signal(""),
  secret: signal(""),
  tls: signal(false),
});

/** Of one that is kept; null: a new one. */
export function draftOf(kept: Pick<PbxInput, "name" | "host" | "port" | "username" | "tls"> | null): PbxDraft {
  const draft = newDraft();
  if (kept === null) return draft;
  [draft.name.value, draft.host.value, draft.port.value] = [kept.name, kept.host, String(kept.port)];
  [draft.username.value, draft.tls.value] = [kept.username, kept.tls];
  return draft;
}

/** AMI's usual port, plain and over TLS (`manager.conf.sample`). */
const usualPorts = { plain: "5038", tls: "5039" };

/** Switches TLS, and with it the port as long as it is the usual one. */
export function switchTls(draft: PbxDraft, tls: boolean): void {
  draft.tls.value = tls;
  if (draft.port.value === (tls ? usualPorts.plain : usualPorts.tls)) {
    draft.port.value = tls ? usualPorts.tls : usualPorts.plain;
  }
}

/**
 * The draft as the server wants it, or what is wrong with it. An address with a port, `10.0.0.5:5038`, is taken apart.
 *
 * @param taken ids of the PBXs that are there already
 * @param own the id of the one that is changed: its secret is on file, and may be left empty
 */
export function readDraft(
  draft: PbxDraft,
  texts: { required: string; portWrong: string },
  taken: readonly string[] = [],
  own?: string,
): { input: PbxInput } | { errors: PbxErrors } {
  const typed = draft.host.value.trim();
  const apart = /^([^:]+):(\d{1,5})$/.exec(typed);
  const host = apart?.[1] ?? typed;
  const port = apart?.[2] ?? draft.port.value.trim();
  const name = draft.name.value.trim();
  const username = draft.username.value.trim();
  const secret = draft.secret.value;
  const errors: PbxErrors = {};
  if (name === "") errors.name = texts.required;
  if (host === "") errors.host = texts.required;
  if (username === "") errors.username = texts.required;
  if (secret === "" && own === undefined) errors.secret = texts.required;
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) errors.port = texts.portWrong;
  if (Object.keys(errors).length > 0) return { errors };
  const id = own ?? freeId(idOf(name), taken);
  return { input: { id, name, host, port: Number(port), username, secret, tls: draft.tls.value } };
}

/** The fields that the server's problem names, in its words. */
export function errorsOf(problem: Problem): PbxErrors {
  const errors: PbxErrors = {};
  for (const { path, detail } of problem.errors) {
    const field = path.split(".").at(-1);
    switch (field) {
      case "name":
      case "host":
      case "port":
      case "username":
      case "secret":
        errors[field] ??= detail;
    }
  }
  return errors;
}

const longestId = 32;

/** A short id from a name: `São Paulo (matriz)` is sao-paulo-matriz; `pbx` where no Latin letter is left. */
export function idOf(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const id = plain.replace(/[^a-z0-9]+/g, "-").slice(0, longestId);
  return id.replace(/^-+|-+$/g, "") || "pbx";
}

function freeId(id: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const end = n === 1 ? "" : `-${n}`;
    const candidate = `${id.slice(0, longestId - end.length).replace(/-+$/, "")}${end}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
