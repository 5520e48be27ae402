import { startProblem } from "./start-problem.ts";
import { FullScreenNotice } from "./ui/full-screen-notice.ts";

/** Says that the page could not be started, and offers to try again. */
export function showStartProblem(ui: HTMLElement, error: unknown): void {
  window.reportError(error);
  const notice = new FullScreenNotice();
  ui.append(notice.root);
  const { title, text } = startProblem(error);
  notice.show(title, text, "Try again", () => window.location.reload());
}
