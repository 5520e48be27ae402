import type { Kysely } from "kysely";

/** A database with the tables of an earlier version, which the current types do not describe. */
export type Untyped = Kysely<unknown>;
