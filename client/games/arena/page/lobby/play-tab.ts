import type { TabLabel } from "../../../../shell/lobby/ui/lobby-tabs.ts";

export const PLAY_TAB: TabLabel = ["Fly", "M10 2L16 17L10 13L4 17Z"];
