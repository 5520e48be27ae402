/** A package as `bun.lock` has it. */
export interface LockedPackage {
  /** Where it lies: names of packages, each in the `node_modules` of the one before. */
  readonly path: readonly string[];
  readonly name: string;
  readonly version: string;
  /** As npm writes it, such as `sha512-…`; null: it is part of this repository. */
  readonly integrity: string | null;
  /** Paths of those that it uses, as far as they are locked, sorted. */
  readonly uses: readonly string[];
  /** Whether what is deployed has it; otherwise only tests and tools do. */
  readonly deployed: boolean;
}

interface Uses {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface LockFile {
  readonly lockfileVersion: number;
  readonly workspaces: { readonly "": Uses & { readonly devDependencies?: Readonly<Record<string, string>> } };
  readonly packages: Readonly<Record<string, readonly (string | Uses)[]>>;
}

/** Versions of the format that are understood. */
const VERSIONS = [1, 2];

/** @param text of a `bun.lock`. Throws an error that names what is not understood. */
export function readLock(text: string): readonly LockedPackage[] {
  // JSON, but for commas before closing brackets.
  const lock = JSON.parse(text.replace(/,(\s*[}\]])/g, "$1")) as LockFile;
  if (!VERSIONS.includes(lock.lockfileVersion))
    throw new Error(`bun.lock: lockfileVersion ${lock.lockfileVersion} is not one of ${VERSIONS.join(", ")}`);
  const entries = new Map(Object.entries(lock.packages));
  const usesOf = (key: string) => resolved(key, namesIn(partsOf(entries.get(key)).uses), entries);
  const deployed = reached(
    resolved("", namesIn({ dependencies: lock.workspaces[""].dependencies ?? {} }), entries),
    usesOf,
  );
  return [...entries].map(([key, entry]) => {
    const { id, integrity } = partsOf(entry);
    const at = id.indexOf("@", 1);
    return {
      ...{ path: namesOf(key), name: id.slice(0, at), version: id.slice(at + 1), integrity },
      uses: usesOf(key),
      deployed: deployed.has(key),
    };
  });
}

function partsOf(entry: readonly (string | Uses)[] = []): { id: string; uses: Uses; integrity: string | null } {
  const [id] = entry;
  if (typeof id !== "string")
    throw new Error(`bun.lock: a package is ${JSON.stringify(entry)}, without name and version`);
  const last = entry.at(-1);
  const integrity = typeof last === "string" && /^sha\d+-/.test(last) ? last : null;
  return { id, uses: entry.find((part): part is Uses => typeof part === "object") ?? {}, integrity };
}

/** `a/@b/c` is two packages. */
function namesOf(key: string): readonly string[] {
  return key.match(/@[^/]+\/[^/]+|[^/]+/g) ?? [];
}

function namesIn({ dependencies, optionalDependencies, peerDependencies }: Uses): readonly string[] {
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/** Keys of what a package finds under these names, as Node looks for them. */
function resolved(key: string, names: readonly string[], entries: ReadonlyMap<string, unknown>): readonly string[] {
  const found = names.flatMap((name) => {
    const path = namesOf(key);
    for (let length = path.length; length >= 0; length--) {
      const at = [...path.slice(0, length), name].join("/");
      if (entries.has(at)) return [at];
    }
    return [];
  });
  return [...new Set(found)].sort();
}

function reached(from: readonly string[], usesOf: (key: string) => readonly string[]): ReadonlySet<string> {
  const all = new Set(from);
  for (const key of all) for (const next of usesOf(key)) all.add(next);
  return all;
}
