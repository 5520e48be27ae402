import { createHash } from "node:crypto";
import type { Hash } from "../../shared/machine.ts";
import { MESSAGES_VERSION } from "../../shared/wire/messages.ts";
import { type AnyRoom, ROOM_FORMAT } from "../clockwork/definition.ts";
import type { Summarize } from "../ops/round-list.ts";

/** What a room type's rules look like to those who run them: those of another format cannot be run by this server. */
export const RELEASE_FORMAT = `${ROOM_FORMAT}.${MESSAGES_VERSION}`;

/** One file of a release. */
export interface ReleaseFile {
  /** In the release's folder, with `/` between. */
  readonly path: string;
  /** MIME type. */
  readonly type: string;
  /** SHA-256, hex. */
  readonly hash: string;
}

/**
 * One version of a room type, kept whole: its machine and wiring as one script, and the page of those who play it. With it
 * a match that was begun under that version ends under it, and its journals replay, whatever the source has become.
 */
export interface Release {
  readonly format: string;
  /** Names the room type and the machine's version: `arena-2`. */
  readonly id: string;
  readonly room: string;
  readonly machine: string;
  readonly version: number;
  /** See `fingerprint`. */
  readonly wire: Hash;
  readonly files: readonly ReleaseFile[];
}

/** What the script of a release exports. */
export interface ReleasedScript {
  /** The room type, with this server's own settings. */
  readonly define: (seatHoldS: number) => AnyRoom;
  /** What its replays are about; games without rounds have none. */
  readonly summarize?: Summarize;
}

export const MANIFEST = "release.json";
/** Of the script. */
export const SCRIPT = "room.js";
/** Of the page's files. */
export const PAGE_FOLDER = "page/";

/** `room-version`; also a folder's name. */
export const RELEASE_ID = /^[\w-]{1,64}-\d{1,10}$/;

export function contentHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function releaseId(room: string, version: number): string {
  return `${room}-${version}`;
}
