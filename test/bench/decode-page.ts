import { makeFilm, medians, Player } from "./decode-work.ts";

// Runs in a page: what the suite calls there.
Object.assign(globalThis, { decodeWork: { makeFilm, medians, Player } });
