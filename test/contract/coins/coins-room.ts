import { type SchemaType, schema, t } from "@colyseus/schema";
import { type Client, Room } from "colyseus";

const Walker = schema(
  { name: t.string(), x: t.uint8().default(0), y: t.uint8().default(0), score: t.uint16().default(0) },
  "Walker",
);
const Board = schema({ coinX: t.uint8().default(0), coinY: t.uint8().default(0), walkers: t.map(Walker) }, "Board");

const SIZE = 16;

export class CoinsRoom extends Room<{ state: SchemaType<typeof Board> }> {
  override state = new Board();
  override maxClients = 8;

  override messages = {
    step: (client: Client, { dx, dy }: { dx: number; dy: number }) => {
      const walker = this.state.walkers.get(client.sessionId);
      if (walker === undefined || Math.abs(dx) + Math.abs(dy) !== 1) return;
      walker.x = (walker.x + dx + SIZE) % SIZE;
      walker.y = (walker.y + dy + SIZE) % SIZE;
      if (walker.x !== this.state.coinX || walker.y !== this.state.coinY) return;
      walker.score++;
      this.broadcast("found", { by: client.sessionId });
      this.placeCoin();
    },
  };

  override onCreate(): void {
    this.placeCoin();
  }

  override onJoin(client: Client, options: { name?: string }): void {
    this.state.walkers.set(client.sessionId, new Walker().assign({ name: options.name ?? "Somebody" }));
  }

  override async onDrop(client: Client): Promise<void> {
    await this.allowReconnection(client, 60);
  }

  override onLeave(client: Client): void {
    this.state.walkers.delete(client.sessionId);
  }

  placeCoin(): void {
    this.state.coinX = Math.floor(Math.random() * SIZE);
    this.state.coinY = Math.floor(Math.random() * SIZE);
  }
}
