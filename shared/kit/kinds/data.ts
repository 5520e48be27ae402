/** A copy of a field's value, which is a scalar or made of lists and records. */
export function copyData<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyData) as T;
  const copy = Object.fromEntries(Object.entries(value).map(([name, of]) => [name, copyData(of)]));
  return Object.seal(copy) as T;
}

/** Whether two values of one field are the same. */
export function sameData(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), b as Readonly<Record<string, unknown>>];
  return left.length === Object.keys(b).length && left.every(([name, value]) => sameData(value, right[name]));
}
