import { Decoder, Encoder, Reflection, schema, t } from "@colyseus/schema";
import { describe, expect, it } from "vitest";
import { applyDefaults } from "../../../shared/wire/defaults.ts";

const Leaf = schema({ size: t.uint8(), name: t.string(), lit: t.boolean() }, "Leaf");
const Tree = schema({ age: t.uint32(), leaf: Leaf, leaves: t.map(Leaf) }, "Tree");

describe("fields that a client did not receive", () => {
  it("are empty instead of missing, for classes from the handshake or built in", () => {
    const tree = new Tree();
    tree.leaf = new Leaf();
    tree.leaves.set("a", new Leaf());
    tree.leaf.size = 3;
    const encoder = new Encoder(tree);
    const handshake = Reflection.encode(new Encoder(new Tree()));
    const bytes = encoder.encodeAll();
    for (const decoder of [Reflection.decode<InstanceType<typeof Tree>>(handshake), new Decoder(new Tree())]) {
      applyDefaults(decoder.state);
      applyDefaults(decoder.state);
      decoder.decode(bytes);
      const { age, leaf, leaves } = decoder.state;
      expect([age, leaf.size, leaf.name, leaf.lit]).toEqual([0, 3, "", false]);
      expect(leaves.get("a")?.size).toBe(0);
    }
  });
});
