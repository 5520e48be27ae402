// A page that shows scenes without a server: `bun client/demo/index.html`, then ?at=SETTING&fx=low.
import { arenaConfig } from "../../shared/arena/config-codec.ts";
import { createSound } from "../audio/game-sound.ts";
import { type GameHandle, startGame } from "../scenes/game.ts";
import { openGraphics } from "../scenes/graphics.ts";
import { DemoBackdrop } from "./backdrop.ts";
import { SETTINGS, StagedSource } from "./staged.ts";

declare global {
  interface Window {
    demo?: GameHandle;
  }
}

const query = new URLSearchParams(location.search);
const parent = document.querySelector("main");
if (parent) {
  const at = query.get("at") ?? "demo";
  const setting = SETTINGS[at] ?? SETTINGS.fight;
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
