import { hullOf } from "../../../../shared/games/arena/data/hulls.ts";
import { classWriter, el, nameElement, textWriter, visibilityWriter } from "../../../shell/ui/dom.ts";
import { formatNumber } from "../../../shell/ui/format.ts";
import type { ArenaFrame, PlayerView } from "../model/frame.ts";
import { kindStyle } from "./palette.ts";
import type { HudPart } from "./part.ts";

const ROWS = 16;
const EVERY_MS = 250;
const COLUMNS = ["rank", "name", "hull", "kills", "deaths", "bounty", "credits"] as const;
const HEADS = ["#", "Pilot", "Hull", "Kills", "Deaths", "Bounty", "Credits"] as const;

class Row {
  readonly root = el("tr");
  readonly shown = visibilityWriter(this.root);
  readonly #cells: ((text: string) => void)[] = [];
  readonly #own = classWriter(this.root, "own");
  readonly #offline = classWriter(this.root, "offline");
  readonly #name: HTMLElement;
  #kind = "";

  constructor() {
    for (const column of COLUMNS) {
      const cell = el("td", { class: column });
      const text = column === "name" ? nameElement() : cell;
      if (column === "name") cell.append(text);
      this.#cells.push(textWriter(text));
      this.root.append(cell);
    }
    this.#name = this.root.cells[1].firstElementChild as HTMLElement;
  }

  set(rank: number, player: PlayerView): void {
    this.shown(true);
    const { name, hull, kills, deaths, bounty, credits } = player;
    const values = [
      rank,
      name,
      hullOf(hull).name,
      kills,
      deaths,
      bounty > 0 ? formatNumber(bounty) : "–",
      formatNumber(credits),
    ];
    values.forEach((value, i) => {
      this.#cells[i](String(value));
    });
    this.#own(player.own);
    this.#offline(!player.online && player.kind === 0);
    const kind = player.own ? "own" : kindStyle(player.kind).className;
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#name.className = `name ${kind}`;
    this.#name.title = kindStyle(player.kind).label;
  }
}

/** The best players by credits, shown while its key is held; always includes the own row. */
export class Scoreboard implements HudPart {
  readonly root: HTMLElement;
  readonly #rows: Row[] = [];
  readonly #shown: (on: boolean) => void;
  readonly #more: (text: string) => void;
  #open = false;
  #drawnAtMs = 0;

  constructor() {
    const body = el("tbody");
    for (let i = 0; i < ROWS; i++) {
      const row = new Row();
      this.#rows.push(row);
      body.append(row.root);
    }
    const more = el("p", { class: "more" });
    const head = el("tr", {}, ...HEADS.map((text, i) => el("th", { class: COLUMNS[i], scope: "col" }, text)));
    this.root = el(
      "section",
      { class: "panel scoreboard", "aria-label": "Scoreboard", hidden: true },
      el("h2", {}, "Scoreboard"),
      el("table", {}, el("thead", {}, head), body),
      more,
    );
    this.root.addEventListener("click", () => this.show(false));
    this.#shown = visibilityWriter(this.root);
    this.#more = textWriter(more);
  }

  show(open: boolean): void {
    this.#open = open;
    this.#drawnAtMs = 0;
  }

  toggle(): void {
    this.show(!this.#open);
  }

  update(frame: ArenaFrame, _view: unknown, nowMs: number): void {
    this.#shown(this.#open);
    if (!this.#open || nowMs - this.#drawnAtMs < EVERY_MS) return;
    this.#drawnAtMs = nowMs;
    const { players, pilotCount } = frame;
    const own = players.items.findIndex((player, i) => i < players.count && player.own);
    for (let i = 0; i < ROWS; i++) {
      // If the own row would be below the last one, it replaces it; only the server knows the exact rank.
      const isBelow = i === ROWS - 1 && own >= ROWS;
      const index = isBelow ? own : i;
      if (index < players.count) this.#rows[i].set(isBelow ? frame.own.rank : i + 1, players.items[index]);
      else this.#rows[i].shown(false);
    }
    this.#more(pilotCount > ROWS ? `and ${pilotCount - ROWS} more` : "");
  }
}
