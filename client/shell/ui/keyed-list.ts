/** One thing on the page that stands for one item of a list. */
export interface Row<T> {
  readonly node: HTMLElement;
  update(item: T): void;
}

/** Keeps a list on the page as a list of items is: nodes stay with their item, so that focus and scrolling do. */
export class KeyedList<T> {
  readonly root: HTMLElement;
  readonly #key: (item: T) => string | number;
  readonly #make: (item: T) => Row<T>;
  #rows = new Map<string | number, Row<T>>();

  constructor(root: HTMLElement, key: (item: T) => string | number, make: (item: T) => Row<T>) {
    this.root = root;
    this.#key = key;
    this.#make = make;
  }

  show(items: readonly T[]): void {
    const rows = new Map<string | number, Row<T>>();
    for (const item of items) {
      const key = this.#key(item);
      const row = this.#rows.get(key) ?? this.#make(item);
      this.#rows.delete(key);
      row.update(item);
      rows.set(key, row);
    }
    for (const { node } of this.#rows.values()) node.remove();
    this.#rows = rows;
    let next = this.root.firstChild;
    for (const { node } of rows.values()) {
      if (node === next) next = node.nextSibling;
      else this.root.insertBefore(node, next);
    }
  }
}
