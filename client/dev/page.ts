// Runs beside the page in development: loads it anew at each build, and shows why the newest save is not played.

interface PageNews {
  readonly build: string;
  readonly problem: string | null;
}

const own = new URL(import.meta.url).searchParams.get("build");
const box = document.createElement("pre");
box.setAttribute("role", "alert");
box.hidden = true;
Object.assign(box.style, {
  position: "fixed",
  inset: "auto 0 0 0",
  zIndex: "1000",
  margin: "0",
  padding: "12px 16px",
  color: "#ffb4b4",
  background: "rgb(40 0 8 / 0.92)",
  whiteSpace: "pre-wrap",
});
document.body.append(box);

const changes = new EventSource("/development/changes");
changes.onmessage = ({ data }: MessageEvent<string>) => {
  const { build, problem } = JSON.parse(data) as PageNews;
  // The seat is kept over a reload.
  if (build !== "" && build !== own) window.location.reload();
  box.textContent = problem === null ? "" : `The newest save is not played:\n${problem}`;
  box.hidden = problem === null;
};
