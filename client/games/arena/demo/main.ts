// A page that shows scenes without a server: `bun client/games/arena/demo/index.html`, then ?at=SETTING&fx=low.
import { arenaConfig } from "../../../../shared/games/arena/config-codec.ts";
import { createSound } from "../audio/game-sound.ts";
import { type GameHandle, startGame } from "../scenes/game.ts";
import { openGraphics } from "../scenes/graphics.ts";
import { DemoBackdrop } from "./backdrop.ts";
import { STAGED_SCENES, StagedSource } from "./staged-source.ts";

declare global {
  interface Window {
    demo?: GameHandle;
  }
}

const query = new URLSearchParams(location.search);
const parent = document.querySelector("main");
if (parent) {
  const at = query.get("at") ?? "demo";
  const setting = STAGED_SCENES[at] ?? STAGED_SCENES.fight;
  const graphics = openGraphics();
  if (graphics === null) throw new Error("no WebGL");
  window.demo = startGame({
    parent,
    graphics,
    source: at === "demo" ? new DemoBackdrop(false) : new StagedSource(arenaConfig(), setting),
    fx: query.get("fx") === "low" ? "low" : "high",
    sound: createSound(),
  });
}
