import type { Replica } from "./replica.ts";
import type { SchemaWriter } from "./schema-writer.ts";

/** Bytes of the schema protocol. */
const OPERATION = { replace: 0, add: 128, delete: 64, clear: 10 } as const;
const SWITCH_TO = 255;

/** Writes additions and removals of a client's map rows. */
export class RowWriter {
  readonly #replica: Replica;
  readonly #out: SchemaWriter;
  /** The map being written; −1: none. */
  #at = -1;

  constructor(replica: Replica, out: SchemaWriter) {
    this.#replica = replica;
    this.#out = out;
  }

  /** Call it when something else is written in between. */
  endMap(): void {
    this.#at = -1;
  }

  add(at: number, handle: number, key: string): void {
    this.#enter(at);
    this.#out.u8(OPERATION.add);
    this.#out.count(handle);
    this.#out.text(key);
    this.#out.count(this.#replica.maps[at].firstRef + handle);
  }

  /** Adds a row of a map of texts. */
  addText(at: number, handle: number, key: string, text: string): void {
    this.#enter(at);
    this.#out.u8(OPERATION.add);
    this.#out.count(handle);
    this.#out.text(key);
    this.#out.text(text);
  }

  replaceText(at: number, handle: number, text: string): void {
    this.#enter(at);
    this.#out.u8(OPERATION.replace);
    this.#out.count(handle);
    this.#out.text(text);
  }

  delete(at: number, handle: number): void {
    this.#enter(at);
    this.#out.u8(OPERATION.delete);
    this.#out.count(handle);
  }

  clear(at: number): void {
    this.#enter(at);
    this.#out.u8(OPERATION.clear);
  }

  /** Begins the fields of one row's object. */
  beginObject(at: number, handle: number): void {
    this.#out.u8(SWITCH_TO);
    this.#out.count(this.#replica.maps[at].firstRef + handle);
  }

  #enter(at: number): void {
    if (this.#at === at) return;
    this.#at = at;
    this.#out.u8(SWITCH_TO);
    this.#out.count(this.#replica.maps[at].refId);
  }
}
