import { afterEach, expect, vi } from "vitest";
import type { OutboundEvent } from "../../../server/replication/event-dispatcher.ts";
import { Replicator, type ReplicatorOptions } from "../../../server/replication/replicator.ts";
import type { Viewer } from "../../../server/replication/viewer.ts";
import { TestClient, TestScene } from "./scene.ts";

export const PATCH_HZ = 20;
const PATCH_TICKS = 3;
/** An audience that gets its patches in parts, and one that just does not. */
export const [LARGE, SMALL] = [240, 200];
const WATCHER = -1;

/** A replicator over a scene, and the clients that receive from it. */
export class Theatre {
  readonly scene = new TestScene();
  readonly host = {
    patchHz: PATCH_HZ,
    patchEveryTicks: PATCH_TICKS,
    patched: vi.fn<ReplicatorOptions["patched"]>(),
    patchSkipped: vi.fn<ReplicatorOptions["patchSkipped"]>(),
    deferred: vi.fn<ReplicatorOptions["deferred"]>(),
    eventDropped: vi.fn<ReplicatorOptions["eventDropped"]>(),
    tooSlow: vi.fn<ReplicatorOptions["tooSlow"]>(),
  } satisfies ReplicatorOptions;
  readonly replicator = new Replicator(this.scene, this.host);

  join(seat: number, client = new TestClient(this.replicator.handshake)) {
    const viewer = this.replicator.join(seat, client);
    client.raw(this.replicator.state(viewer));
    return { client, viewer };
  }

  patches(count: number): void {
    for (let i = 0; i < count; i++) this.patch();
  }

  /** One patch to everyone. @param between is called on each tick before the last of them have it */
  patch(happenings: readonly OutboundEvent[] = [], between: () => void = () => {}): void {
    this.replicator.patch(happenings);
    for (let tick = 1; tick < PATCH_TICKS; tick++) {
      between();
      this.replicator.sendMore();
    }
  }

  /** Fills up with those who only watch. */
  fill(audience: number): { readonly client: TestClient; readonly viewer: Viewer }[] {
    return Array.from({ length: audience }, () => this.join(WATCHER));
  }
}

/** Fails each test of a file in which the stock decoder writes to the console, as it does on what it does not understand. */
export function failOnDecoderWarnings(): void {
  const warn = vi.spyOn(console, "warn");
  const error = vi.spyOn(console, "error");
  afterEach(() => {
    expect(warn).not.toHaveBeenCalled();
    expect(error).not.toHaveBeenCalled();
  });
}
