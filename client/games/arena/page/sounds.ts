import type { SoundPort } from "../audio/sound-port.ts";

/** Wraps `sound` so that the world is heard only while `heard` returns true: the menu's backdrop is silent. */
export function soundWhile(sound: SoundPort, heard: () => boolean): SoundPort {
  return {
    event(frame, event) {
      if (heard()) sound.event(frame, event);
    },
    shot(frame, weapon, x, y, own) {
      if (heard()) sound.shot(frame, weapon, x, y, own);
    },
    engine: (frame) => sound.engine(frame),
    ui: (name) => sound.ui(name),
    setVolume: (volume) => sound.setVolume(volume),
    setMuted: (muted) => sound.setMuted(muted),
  };
}

const PRESSABLE = "button, label.hull, .choice label, .setting input";

/** Plays sounds when buttons and cards are pointed at or pressed. */
export function addButtonSounds(root: HTMLElement, sound: SoundPort): void {
  let over: Element | null = null;
  root.addEventListener("pointerover", (event) => {
    const now = event.target instanceof Element ? event.target.closest(PRESSABLE) : null;
    if (now !== null && now !== over && event.pointerType === "mouse") sound.ui("hover");
    over = now;
  });
  root.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("button, input") !== null) sound.ui("click");
  });
}

const TICKING_S = 5;

/** Returns a function that returns true once for each of the last seconds, when it begins. */
export function countdownTicker(): (remainingS: number) => boolean {
  let last = 0;
  return (remainingS) => {
    const second = Math.ceil(remainingS);
    const begun = second < last && second > 0 && second <= TICKING_S;
    last = second;
    return begun;
  };
}
