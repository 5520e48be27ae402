import type { Target } from "../target.ts";
import { ANSWERS } from "./answers.ts";
import { HTTP } from "./http.ts";
import { JOURNALS } from "./journals.ts";
import { MACHINES } from "./machines.ts";
import { SECRET_TEXTS } from "./secrets.ts";
import { TEXTS } from "./texts.ts";

/** Everything that reads what comes from outside. */
export const TARGETS: readonly Target[] = [...MACHINES, ...JOURNALS, ...TEXTS, ...ANSWERS, ...SECRET_TEXTS, ...HTTP];
