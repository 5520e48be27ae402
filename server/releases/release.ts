import { createHash } from "node:crypto";
import type { AnyRules } from "../../shared/kit/index.ts";
import type { Hash } from "../../shared/machine.ts";
import { MESSAGES_VERSION } from "../../shared/wire/messages.ts";
import type { Summarize } from "../rounds/round-list.ts";
import { type AnyRoomDefinition, ROOM_FORMAT } from "../runtime/room-definition.ts";

/** The format of a release. This server runs only releases of its own format. */
export const RELEASE_FORMAT = `${ROOM_FORMAT}.${MESSAGES_VERSION}`;

/** One file of a release. */
export interface ReleaseFile {
  /** Path in the release's folder, with `/`. */
  readonly path: string;
  /** MIME type. */
  readonly type: string;
  /** SHA-256, hex. */
  readonly hash: string;
}

/**
 * One complete version of a room type: its machine and room as one script, and the page that plays it. With it, a match
 * that began under that version ends under it and its journals replay, whatever happened to the source.
 */
export interface Release {
  readonly format: string;
  /** Room type and machine version: `arena-2`. */
  readonly id: string;
  readonly room: string;
  readonly machine: string;
  readonly version: number;
  /** See `fingerprint`. */
  readonly wire: Hash;
  readonly files: readonly ReleaseFile[];
}

/** The exports of a release's script. */
export interface ReleasedScript {
  /** Creates the room type with this server's settings. */
  readonly define: (seatHoldS: number) => AnyRoomDefinition;
  /** Summarizes its replays. Default: see `defaultSummary`. */
  readonly summarize?: Summarize;
  /** Its rules, if they come from the kit. */
  readonly rules?: AnyRules;
}

/** What a server gives to a game whose release it runs. */
export interface ReleaseHost {
  /** Time for which the seat of a lost socket is held, s. */
  readonly seatHoldS: number;
}

/** A game's own `server.ts`, as far as releases use it. */
interface OwnScript {
  define(host: ReleaseHost): AnyRoomDefinition;
  readonly summarize?: Summarize;
  readonly kit?: { withVersion(version: number): OwnScript; readonly rules: AnyRules };
}

/** The exports of a release's script that is a game's own `server.ts`. */
export interface ReleasedGame {
  readonly default: OwnScript;
}

/**
 * The script's exports in one form.
 *
 * @param version of the release: rules that changed in development have one that their source does not know
 */
export function scriptOf(module: ReleasedScript | ReleasedGame, version: number): ReleasedScript {
  if (!("default" in module) || "define" in module) return module as ReleasedScript;
  const { default: own } = module;
  const game = own.kit?.withVersion(version) ?? own;
  return {
    define: (seatHoldS) => game.define({ seatHoldS }),
    ...(game.summarize !== undefined && { summarize: game.summarize }),
    ...(game.kit !== undefined && { rules: game.kit.rules }),
  };
}

/**
 * Versions from here on are those of rules that changed in development, see `server/dev`. Games' own versions are lower.
 */
export const DEVELOPMENT_VERSIONS = 1_000_000_000;

export const MANIFEST = "release.json";
/** File name of the script. */
export const SCRIPT = "room.js";
/** Folder of the page's files. */
export const PAGE_FOLDER = "page/";

/** `room-version`; also a folder's name. */
export const RELEASE_ID = /^[\w-]{1,64}-\d{1,10}$/;

export function contentHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function releaseId(room: string, version: number): string {
  return `${room}-${version}`;
}
