/** The key of a row in its map: its id, or its seat, in as few characters as letters and digits allow. */
export const rowKey = (id: number): string => id.toString(36);

export const rowIdOf = (key: string): number => Number.parseInt(key, 36);
