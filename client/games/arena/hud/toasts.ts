import { ORES } from "../../../../shared/games/arena/data/ores.ts";
import type { Event } from "../../../../shared/games/arena/event.ts";
import { el, nameElement } from "../../../shell/ui/dom.ts";
import { formatNumber } from "../../../shell/ui/format.ts";
import type { ArenaFrame } from "../model/frame.ts";
import { ORE_COLOURS } from "./palette.ts";
import type { HudPart } from "./part.ts";
import type { SeatNames } from "./seat-names.ts";

const LIFE_MS = 1_700;
const TOASTS = 4;

interface Toast {
  readonly key: string;
  readonly node: HTMLElement;
  readonly count: Text;
  amount: number;
  endsAtMs: number;
}

/** Shows what the own ship just gained or hit, near the centre. Repetitions within a moment add up. */
export class Toasts implements HudPart {
  readonly root: HTMLElement = el("div", { class: "toasts" });
  readonly #roster: SeatNames;
  readonly #toasts: Toast[] = [];

  constructor(roster: SeatNames) {
    this.#roster = roster;
  }

  update(frame: ArenaFrame, _view: unknown, nowMs: number): void {
    for (const event of frame.events) this.#onEvent(event, frame.own.seat, nowMs);
    while (this.#toasts.length > 0 && (this.#toasts.length > TOASTS || this.#toasts[0].endsAtMs < nowMs))
      this.#toasts.shift()?.node.remove();
  }

  #onEvent(event: Event, own: number, nowMs: number): void {
    if (event.type === "collect" && event.seat === own)
      this.#add(
        `ore${event.ore}`,
        event.amount,
        "+",
        [` ${ORES[event.ore]?.name ?? "ore"}`],
        nowMs,
        ORE_COLOURS[event.ore],
      );
    else if (event.type === "sale" && event.seat === own)
      this.#add("sale", event.credits, "Sold: +", [" cr"], nowMs, undefined, "big");
    else if (event.type === "hit" && event.by === own && event.seat !== own)
      this.#add("hit", event.damage, "Hit ", [], nowMs, undefined, "hit");
    else if (event.type === "death" && event.by === own && event.seat !== own)
      this.#add(
        `kill${event.seat}`,
        event.bounty,
        "+",
        [" cr · ", nameElement(this.#roster.get(event.seat).name), " destroyed"],
        nowMs,
        undefined,
        "big",
      );
  }

  #add(
    key: string,
    amount: number,
    before: string,
    after: readonly (Node | string)[],
    nowMs: number,
    ink?: string,
    className = "",
  ): void {
    const running = this.#toasts.find((toast) => toast.key === key);
    if (running !== undefined) {
      running.amount += amount;
      running.count.data = formatNumber(running.amount);
      running.endsAtMs = nowMs + LIFE_MS;
      return;
    }
    const count = document.createTextNode(formatNumber(amount));
    const node = el("p", { class: `toast ${className}`, style: ink ? `color: ${ink}` : "" }, before, count, ...after);
    this.#toasts.push({ key, node, count, amount, endsAtMs: nowMs + LIFE_MS });
    this.root.append(node);
  }
}
