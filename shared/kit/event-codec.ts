import { type UnionRows, unionCodec } from "../codec/union.ts";
import type { Codec } from "../machine.ts";
import type { Compiled } from "./compiled.ts";

export interface AnyEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The definition's events, numbered from 1 in their order. */
export function eventCodec({ events }: Compiled): Codec<AnyEvent> {
  const entries = Object.entries(events);
  const rows: UnionRows<{ type: string }> = Object.fromEntries(
    entries.map(([type, { plans }], i) => [type, { code: 1 + i, fields: plans }]),
  );
  return unionCodec<{ type: string }>(rows) as Codec<AnyEvent>;
}

/** Throws a RangeError or TypeError that names the field which is wrong. */
export function checkEvent({ definition, events }: Compiled, event: AnyEvent): void {
  const columns = Object.hasOwn(events, event.type) ? events[event.type] : undefined;
  if (columns === undefined) throw new TypeError(`${definition.id}.events: there is no ${event.type}`);
  columns.check(event);
}
