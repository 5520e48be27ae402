// The real page, with a lobby and an arena that tests move: see `server.ts` beside this file.

import { STAGED_SCENES, StagedSource } from "../../../../client/games/arena/demo/staged-source.ts";
import { blankPlayer } from "../../../../client/games/arena/model/blank-views.ts";
import type { OwnView } from "../../../../client/games/arena/model/frame.ts";
import { nextItem } from "../../../../client/games/arena/model/list.ts";
import { boot } from "../../../../client/games/arena/page/boot.ts";
import { FrontPage } from "../../../../client/games/arena/page/front-page.ts";
import { JoinError } from "../../../../client/net/index.ts";
import { arenaConfig } from "../../../../shared/games/arena/config-codec.ts";
import type { Event } from "../../../../shared/games/arena/event.ts";
import { FakeLobby } from "../../lobby-page/fake-lobby.ts";

interface Bench {
  lobby: FakeLobby | null;
  /** Tokens with which the lobby was asked for, and ways taken. */
  readonly asked: string[];
  readonly controls: number[];
  /** Hulls that were chosen. */
  readonly hulls: number[];
  /** Of the match that the seat is in, where it went on elsewhere. */
  room: string | null;
  /** What is otherwise than in the scene. */
  own: Partial<OwnView>;
  /** Taken by the next frame. */
  readonly events: Event[];
}

declare global {
  interface Window {
    bench?: Bench;
  }
}

const query = new URLSearchParams(window.location.search);
const bench: Bench = { lobby: null, asked: [], controls: [], hulls: [], room: null, own: {}, events: [] };
window.bench = bench;

const [stage, ui] = [document.getElementById("stage"), document.getElementById("ui")];
if (stage === null || ui === null) throw new Error("no #stage or no #ui");

/** A scene with one's own ship in it. */
class Arena extends StagedSource {
  override control(...[bits]: number[]): void {
    bench.controls.push(bits);
  }

  override chooseHull(...[hull]: number[]): void {
    bench.hulls.push(hull);
  }

  override advance(nowMs: number): void {
    super.advance(nowMs);
    const frame = this.view();
    if (frame.players.count === 0) Object.assign(nextItem(frame.players, blankPlayer), { seat: 0, name: "You" });
    Object.assign(frame.own, bench.own);
    if (!frame.own.alive) frame.ownShip = null;
    frame.events.push(...bench.events.splice(0));
  }
}

boot(new FrontPage(ui), stage, ui, {
  ...{ url: window.location.origin, wire: "bench" },
  openArena({ target, choice }) {
    const room = target === "any" ? "any-room" : target === "new" ? "new-room" : target.room;
    return {
      source: new Arena(arenaConfig(), STAGED_SCENES.fight),
      async open() {
        bench.asked.push(`arena ${room} as ${choice.name}`);
      },
      room: () => bench.room ?? room,
    };
  },
  otherGames: async () => [],
  async openLobby({ token }) {
    bench.asked.push(`lobby with ${await token()}`);
    if (query.get("lobby") === "slow") await new Promise(() => undefined);
    if (query.get("lobby") === "off") throw new JoinError("The lobby cannot be reached.");
    const role = query.get("role") === "moderator" ? 2 : 0;
    bench.lobby = new FakeLobby({ player: 7, name: "Orla Kite 84", role });
    return bench.lobby;
  },
});
