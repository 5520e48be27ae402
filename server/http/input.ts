import { type ZodError, type ZodType, z } from "zod";
import { display, RouterError } from "./error.ts";

/** The query of routes without parameters. */
export const NO_QUERY = z.strictObject({});

/** Parses the query. Throws {@link RouterError}, which names the parameter. */
export function readQuery<Query>(url: URL, schema: ZodType<Query>, mostChars: number): Query {
  if (url.search.length > mostChars)
    throw new RouterError("queryTooLong", `query: at most ${mostChars} characters are read`);
  const given: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (Object.hasOwn(given, name)) throw new RouterError("badParameter", `${shown(name)}: is given twice`);
    // A parameter may have the name of an inherited property, such as `toString`.
    Object.defineProperty(given, name, { value, enumerable: true });
  }
  return read(schema, given);
}

/** Parses the path's variable parts. Throws {@link RouterError}. */
export function readParams(params: Readonly<Record<string, string>>, schema: ZodType | undefined): unknown {
  return schema === undefined ? params : read(schema, params);
}

function read<T>(schema: ZodType<T>, given: unknown): T {
  const { data, error } = schema.safeParse(given);
  if (error === undefined) return data;
  const [issue] = error.issues;
  if (issue.code !== "unrecognized_keys") throw new RouterError("badParameter", sentence(error, "query"));
  const names = namesOf(schema);
  const accepted = names.length === 0 ? "none is accepted" : `accepted: ${names.join(", ")}`;
  throw new RouterError("badParameter", `${shown(issue.keys[0] ?? "")}: unknown parameter; ${accepted}`);
}

function namesOf(schema: ZodType): readonly string[] {
  return "shape" in schema ? Object.keys(schema.shape as object) : [];
}

function shown(name: string): string {
  return /^[\w-]{1,32}$/.test(name) ? name : display(name);
}

/** Names what is accepted and never repeats the value: it may be a password. */
function sentence(error: ZodError, whole: string): string {
  const [{ path, message }] = error.issues;
  return `${path.length === 0 ? whole : path.map(String).join(".")}: ${message}`;
}

/**
 * Parses the body. Throws {@link RouterError}, which names the field.
 *
 * @param required an empty body is an error; otherwise it counts as `{}`
 */
export function parseBody(bytes: ArrayBuffer, schema: ZodType, required: boolean): unknown {
  const { data, error } = schema.safeParse(bytes.byteLength === 0 && !required ? {} : parseJson(bytes));
  if (error === undefined) return data;
  throw new RouterError("badBody", sentence(error, "body"));
}

/** Reads the whole body. Rejects with {@link RouterError} if it is too large. */
export async function readBody(request: Request, mostBytes: number): Promise<ArrayBuffer> {
  const tooLarge = () => new RouterError("bodyTooLarge", `body: more than ${mostBytes} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > mostBytes) throw tooLarge();
  // Bun itself rejects bodies that are far too large.
  const bytes = await request.arrayBuffer().catch(() => null);
  if (bytes === null || bytes.byteLength > mostBytes) throw tooLarge();
  return bytes;
}

function parseJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new RouterError("notJson", "body: is not JSON in UTF-8");
  }
}
