import { relative } from "node:path";

/** An error of Bun's bundler. */
interface BuildError {
  readonly message: string;
  readonly position: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/**
 * An error of a faulty save in words: the file and place where there is one, and the message, which names the field of faulty
 * rules.
 *
 * @param folder of the game
 */
export function explain(error: unknown, folder: string): string {
  if (error instanceof AggregateError) return error.errors.map((one) => explain(one, folder)).join("\n");
  const { message, position } = (error ?? {}) as Partial<BuildError>;
  if (position === null || position === undefined) return `${folder}: ${message ?? error}`;
  return `${relative(process.cwd(), position.file)}:${position.line}:${position.column}: ${message}`;
}
