/** Small charts as SVG, readable on light and dark pages: colours follow the reader's scheme, the ground stays clear. */

const WIDTH = 720;
const STYLE = `<style>
text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif;fill:#1f2328}
.title{font-weight:600;font-size:15px}.quiet{fill:#59636e}
.grid{stroke:#d1d9e0;stroke-width:1}.ours{fill:#0969da}.other{fill:#9aa4af}
.line0{stroke:#0969da;fill:none}.line1{stroke:#bc4c00;fill:none}.line2{stroke:#1a7f37;fill:none}
.dot0{fill:#0969da}.dot1{fill:#bc4c00}.dot2{fill:#1a7f37}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.quiet{fill:#9198a1}.grid{stroke:#3d444d}
.ours{fill:#4493f8}.other{fill:#656c76}.line0{stroke:#4493f8}.line1{stroke:#f0883e}.line2{stroke:#3fb950}
.dot0{fill:#4493f8}.dot1{fill:#f0883e}.dot2{fill:#3fb950}}
</style>`;

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The one that the others are compared with. */
  readonly ours?: boolean;
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const inXml = (text: string) =>
  text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign] ?? sign);
const at = (value: number) => value.toFixed(1);
export const short = (value: number) =>
  Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 3 });

function document(title: string, height: number, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${inXml(title)}</title>`,
    STYLE,
    `<text class="title" x="0" y="18">${inXml(title)}</text>`,
    ...body,
    "</svg>\n",
  ].join("\n");
}

/** Lying bars, in the order given. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const [left, top, row, right] = [290, 36, 28, 70];
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const scale = (WIDTH - left - right) / most;
  const body = bars.flatMap(({ label, value, ours }, i) => {
    const y = top + i * row;
    const width = Math.max(1, value * scale);
    return [
      `<text x="${left - 10}" y="${y + 15}" text-anchor="end">${inXml(label)}</text>`,
      `<rect class="${ours ? "ours" : "other"}" x="${left}" y="${y}" width="${at(width)}" height="20" rx="3"/>`,
      `<text class="quiet" x="${at(left + width + 6)}" y="${y + 15}">${short(value)}</text>`,
    ];
  });
  return document(title, top + bars.length * row + 6, body);
}

/** The next round number above: a grid of four lines fits it. */
function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Lines over x from 0, y from 0. */
export function lineChart(title: string, xLabel: string, series: readonly Series[]): string {
  const [left, top, bottom, right, height] = [60, 40, 52, 20, 320];
  const all = series.flatMap(({ points }) => points);
  const xMost = Math.max(...all.map(([x]) => x), 1);
  const yMost = ceiling(Math.max(...all.map(([, y]) => y)));
  const x = (value: number) => at(left + (value / xMost) * (WIDTH - left - right));
  const y = (value: number) => at(height - bottom - (value / yMost) * (height - bottom - top));
  const body: string[] = [];
  for (let i = 0; i <= 4; i++) {
    const value = (yMost * i) / 4;
    body.push(`<line class="grid" x1="${left}" x2="${WIDTH - right}" y1="${y(value)}" y2="${y(value)}"/>`);
    body.push(
      `<text class="quiet" x="${left - 8}" y="${Number(y(value)) + 4}" text-anchor="end">${short(value)}</text>`,
    );
  }
  for (const value of new Set(all.map(([value]) => value)))
    body.push(
      `<text class="quiet" x="${x(value)}" y="${height - bottom + 18}" text-anchor="middle">${short(value)}</text>`,
    );
  body.push(`<text class="quiet" x="${WIDTH - right}" y="${height - 16}" text-anchor="end">${inXml(xLabel)}</text>`);
  series.forEach(({ name, points }, i) => {
    const path = points.map(([px, py], k) => `${k === 0 ? "M" : "L"}${x(px)} ${y(py)}`).join("");
    body.push(`<path class="line${i}" stroke-width="2" d="${path}"/>`);
    for (const [px, py] of points) body.push(`<circle class="dot${i}" cx="${x(px)}" cy="${y(py)}" r="3.5"/>`);
    body.push(`<circle class="dot${i}" cx="${left + 10 + i * 200}" cy="${height - 20}" r="4"/>`);
    body.push(`<text x="${left + 20 + i * 200}" y="${height - 16}">${inXml(name)}</text>`);
  });
  return document(title, height, body);
}
