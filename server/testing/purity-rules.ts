/** Code that rules may not contain, because it reads the world outside or differs between engines. */
export interface PurityRule {
  readonly what: string;
  /** Matches a line without its comments. */
  readonly pattern: RegExp;
  /** What to use instead. */
  readonly instead: string;
  /** A line that it refuses. */
  readonly example: string;
}

/** D1, D2: of all shared code. */
export const SHARED_CODE: readonly PurityRule[] = [
  {
    what: "inexact Math",
    pattern: /\bMath\.(?!(?:sqrt|floor|ceil|round|trunc|imul|abs|min|max|sign|clz32|PI|random)\b)\w+/,
    instead: "sin, cos, headingOf or isqrt of orrery/kit, or a table of integers",
    example: "const a = Math.sin(1);",
  },
  {
    what: "Math other than by its name",
    pattern: /\bMath\b(?!\.\w)/,
    instead: "Math.floor and the like, written in full",
    example: "const { sin } = Math;",
  },
  { what: "exponentiation", pattern: /\*\*/, instead: "products: x * x", example: "const b = 2 ** 3;" },
  {
    what: "randomness",
    pattern: /\bMath\.random\b|\bcrypto\b/,
    instead: "game.random, or game.secret",
    example: "Math.random()",
  },
  {
    what: "a clock",
    pattern: /\bDate\b|\bperformance\b|\bTemporal\b/,
    instead: "game.tick",
    example: "new Date()",
  },
  {
    what: "a timer",
    pattern: /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
    instead: "a tick in the world, compared with game.tick",
    example: "setTimeout(f, 1)",
  },
  {
    what: "locale",
    pattern: /\.(?:toLocale\w*|localeCompare)\b|\bIntl\b/,
    instead: "numbers, or < and > of texts",
    example: "a.localeCompare(b)",
  },
  {
    what: "the platform",
    pattern: /\b(?:process|Bun|Deno|globalThis|window|document|require|console)\b\s*[.([]/,
    instead: "the world, commands and events",
    example: "process.env.X",
  },
  {
    what: "a module found at run time",
    pattern: /\bimport\s*(?:\.meta\b|\()/,
    instead: "an import at the top of the file",
    example: "await import(path)",
  },
  {
    what: "the garbage collector",
    pattern: /\b(?:WeakRef|FinalizationRegistry)\b/,
    instead: "rows that are removed",
    example: "new WeakRef(ship)",
  },
  {
    what: "Unicode's version: casing",
    pattern: /\.(?:to(?:Lower|Upper)Case|normalize)\(/,
    instead: "the text as it is",
    example: "name.toLowerCase()",
  },
  {
    what: "Unicode's version: a class",
    pattern: /\\[pP]\{/,
    instead: "ranges of characters: [a-z]",
    example: "/\\p{L}/u.test(name)",
  },
  {
    what: "an order of its own",
    pattern: /\.(?:sort|toSorted)\(\s*\(\w+, \w+\) => [^-,?]*[<>][^-,?]*\)/,
    instead: "a number: (a, b) => a.x - b.x",
    example: "list.sort((a, b) => a.x > b.x)",
  },
  {
    what: "inherited names",
    pattern: /\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+in\b/,
    instead: "for … of Object.keys",
    example: "for (const key in table) f(key);",
  },
  {
    what: "what an engine says of an error",
    pattern: /\.stack\b/,
    instead: "a number or name of one's own",
    example: "world.fault = error.stack",
  },
];

/** The same of machines, and of all that is no wire format. */
export const MACHINES: readonly PurityRule[] = [
  ...SHARED_CODE,
  {
    what: "an order of numbers as texts",
    pattern: /\.(?:sort|toSorted)\(\s*\)/,
    instead: ".sort((a, b) => a - b)",
    example: "ids.sort()",
  },
  {
    what: "a machine's byte order, or the bits of NaN",
    pattern: /\bnew \w+Array\([^)]*\.buffer\b/,
    instead: "arithmetic",
    example: "new Int32Array(floats.buffer)",
  },
  {
    what: "what others do meanwhile",
    pattern: /\basync\b|\bawait\b|\bPromise\b|\bAtomics\b|\bSharedArrayBuffer\b/,
    instead: "plain functions that return at once",
    example: "await rows",
  },
];
