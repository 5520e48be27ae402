import type { AnyRules, Column } from "../../kit/index.ts";
import type { Hash } from "../../machine.ts";
import { Hasher } from "../../math/hash.ts";
import { fingerprint } from "../fingerprint.ts";
import { stateClassOf } from "./state-class.ts";

/** Fingerprint of the protocol of a game's rooms; a client must send it to join. Throws as `stateClassOf`. */
export function wireOf(rules: AnyRules): Hash {
  const { machine } = rules;
  return fingerprint({ state: stateClassOf(rules), machine, commandsVersion: fieldsVersion(rules) });
}

/** A number for the bounds and names of all fields that travel, which the state's class does not tell. uint32 */
function fieldsVersion({ fields: { root, tables, config, events, commands } }: AnyRules): number {
  const sent = (columns: readonly Column[]) => columns.filter(({ visibility }) => visibility !== "private");
  const all = { root: sent(root), tables: tables.map((of) => ({ ...of, columns: sent(of.columns) })), config };
  return Number.parseInt(
    new Hasher()
      .text(JSON.stringify({ ...all, events, commands }))
      .digest()
      .slice(0, 8),
    16,
  );
}
