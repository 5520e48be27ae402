import { existsSync } from "node:fs";
import { type BudgetOverrides, readLimits } from "./budgets/index.ts";
import type { DeclaredSettings } from "./game-settings.ts";
import { LOG_LEVELS, type LogLevel } from "./ops/log.ts";
import { parsePlayerName } from "./platform/identity/name.ts";

export interface Config {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** `host[:port][/path]` at which clients reach this process; null: the address of the request. */
  readonly publicAddress: string | null;
  readonly allowedOrigins: "same-host" | "*" | readonly string[];
  /** Origins whose pages may show this server's in a frame, beside its own. */
  readonly embedOrigins: readonly string[];
  /** Where metrics are, apart from the game; null: on the game's port. */
  readonly opsAddress: { readonly host: string; readonly port: number } | null;
  /** Number of proxies that every request passes before this server; 0: none, `X-Forwarded-For` is ignored. */
  readonly trustedProxies: number;
  /** Paths of PEM files; null: no TLS. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly logLevel: LogLevel;
  /** Time for which the seat of a disconnected player is held, s. */
  readonly seatHoldS: number;
  /**
   * Secrets of tokens and seats: the first one signs, all of them verify tokens. Empty: use a secret stored in the data
   * folder.
   */
  readonly authSecrets: readonly string[];
  /** The Postgres database of accounts and results; null: SQLite in the data folder. */
  readonly databaseUrl: string | null;
  /** Name of the account to make an operator; null: none. */
  readonly operator: string | null;
  /** Maximum number of spectators of this process; 0: no spectating. */
  readonly spectators: number;
  /** Delay of what spectators see, s. */
  readonly spectateDelayS: number;
  /** Overrides of the senders' limits, see `BUDGETS`. */
  readonly limits: BudgetOverrides;
  /** Token that exempts load tests from limits by address and identity; null: none. */
  readonly loadToken: string | null;
  /** Ids of rooms to set aside at the start instead of recovering them. */
  readonly setAside: readonly string[];
  /** Settings of games that differ from their defaults, by game and field. */
  readonly games: { readonly [name: string]: { readonly [field: string]: number } };
}

/** Default settings. An empty variable counts as unset. */
export const DEFAULTS: Config = Object.freeze({
  port: 2567,
  host: "0.0.0.0",
  dataDir: "data",
  publicAddress: null,
  allowedOrigins: "same-host",
  embedOrigins: Object.freeze([]),
  opsAddress: null,
  trustedProxies: 0,
  tls: null,
  logLevel: "info",
  seatHoldS: 60,
  authSecrets: Object.freeze([]),
  databaseUrl: null,
  operator: null,
  spectators: 200,
  spectateDelayS: 20,
  limits: Object.freeze({}),
  loadToken: null,
  setAside: Object.freeze([]),
  games: Object.freeze({}),
});

/** The prefix of the server's paths, as browsers see them: "" or `/PATH`. */
export function basePathOf({ publicAddress }: Pick<Config, "publicAddress">): string {
  return /\/.*/.exec(publicAddress ?? "")?.[0] ?? "";
}

export interface ConfigProblem {
  readonly field: string;
  readonly value: string;
  readonly accepted: string;
}

/** The environment has invalid values. The message names every invalid field. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map((p) => `  ${p.field}=${JSON.stringify(p.value)}: accepted is ${p.accepted}`);
    super(`bad settings in the environment:\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

/** Parses a field; undefined: not acceptable. */
type Parse<T> = (text: string) => T | undefined;

const SECRET_CHARACTERS = 32;

/** Text that a header may contain. */
const PRINTABLE = /^[!-~]+$/;

const ROOM_ID = /^[\w-]{1,64}$/;

const HOST = /^[\w.:-]{1,253}$/;

const PUBLIC_ADDRESS = /^(?:[\w.-]{1,253}|\[[\da-fA-F:]+\])(?::\d{1,5})?(?:\/[\w./~-]*)?$/;

/**
 * Reads and validates the settings.
 *
 * @param declared settings of games
 * @throws ConfigError listing every invalid field, its value and what is accepted
 */
export function readConfig(
  env: Record<string, string | undefined>,
  declared: readonly DeclaredSettings[] = [],
): Config {
  const problems: ConfigProblem[] = [];
  /** Whose each variable is. */
  const owners = new Map<string, string>();

  function textOf(field: string, owner = "the server"): string {
    if (!owners.has(field)) owners.set(field, owner);
    return env[field]?.trim() ?? "";
  }

  function read<T>(field: string, fallback: T, accepted: string, parse: Parse<T>): T {
    const text = textOf(field);
    if (text === "") return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    problems.push({ field, value: text, accepted });
    return fallback;
  }

  function integer(field: string, fallback: number, least: number, most: number, unit = ""): number {
    const accepted = `a whole number from ${least} to ${most}${unit}`;
    return read(field, fallback, accepted, (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    });
  }

  /** After all fields of the server, so that their names are known. */
  function gameSettings({ name, settings }: DeclaredSettings): { readonly [field: string]: number } {
    const values: { [field: string]: number } = {};
    for (const [variable, { field, initial, least, most }] of Object.entries(settings)) {
      const [game, owner] = [`game ${name}`, owners.get(variable)];
      if (owner !== undefined)
        problems.push({ field: variable, value: game, accepted: `a name of its own, because ${owner} has this one` });
      else if (textOf(variable, game) !== "") values[field] = integer(variable, initial, least, most);
    }
    return Object.freeze(values);
  }

  /** The error does not repeat the values. */
  function secrets(field: string): readonly string[] {
    const text = textOf(field);
    if (text === "") return DEFAULTS.authSecrets;
    const all = text.split(",").map((secret) => secret.trim());
    const shortest = Math.min(...all.map(({ length }) => length));
    if (shortest >= SECRET_CHARACTERS) return Object.freeze(all);
    const accepted = `secrets of at least ${SECRET_CHARACTERS} characters, with commas between them`;
    problems.push({ field, value: `${shortest} characters`, accepted });
    return DEFAULTS.authSecrets;
  }

  /** The error does not repeat the value. */
  function secret(field: string): string | null {
    const text = textOf(field);
    if (text === "") return null;
    if (text.length >= SECRET_CHARACTERS && PRINTABLE.test(text)) return text;
    const accepted = `a secret of at least ${SECRET_CHARACTERS} printable ASCII characters, without spaces`;
    problems.push({ field, value: `${text.length} characters`, accepted });
    return null;
  }

  /** The error lists each invalid part. */
  function limits(field: string): BudgetOverrides {
    const read = readLimits(textOf(field));
    for (const problem of read.problems) problems.push({ field, ...problem });
    return Object.freeze(read.changes);
  }

  /** The error does not repeat the password. */
  function database(field: string): string | null {
    const text = textOf(field);
    if (text === "") return DEFAULTS.databaseUrl;
    const url = URL.parse(text);
    if (url !== null && /^postgres(?:ql)?:$/.test(url.protocol) && url.pathname.length > 1) return text;
    const value = url === null ? `${text.length} characters` : `${url.protocol}//…`;
    problems.push({ field, value, accepted: "an address such as postgres://user:password@host:5432/database" });
    return null;
  }

  const file: Parse<string | null> = (text) => (existsSync(text) ? text : undefined);
  const certFile = read("TLS_CERT", null, "the path of a readable PEM file", file);
  const keyFile = read("TLS_KEY", null, "the path of a readable PEM file", file);
  for (const [field, other] of [
    ["TLS_CERT", "TLS_KEY"],
    ["TLS_KEY", "TLS_CERT"],
  ] as const) {
    if (textOf(field) === "" && textOf(other) !== "") {
      problems.push({ field, value: "", accepted: `the path of a readable PEM file, because ${other} is set` });
    }
  }

  const config: Config = {
    port: integer("PORT", DEFAULTS.port, 0, 65_535),
    host: read("HOST", DEFAULTS.host, "a host name or an IP address to listen on", (text) =>
      HOST.test(text) ? text : undefined,
    ),
    dataDir: read("DATA_DIR", DEFAULTS.dataDir, "the path of a directory", (text) =>
      text.includes("\0") ? undefined : text,
    ),
    publicAddress: read(
      "PUBLIC_ADDRESS",
      DEFAULTS.publicAddress,
      "host[:port][/path] without a scheme, such as play.example.org or example.org:8443/arena",
      (text) => (PUBLIC_ADDRESS.test(text) ? text.replace(/\/$/, "") : undefined),
    ),
    allowedOrigins: read(
      "ALLOWED_ORIGINS",
      DEFAULTS.allowedOrigins,
      "origins with commas between them, such as https://example.org,http://localhost:8080, or * for every page",
      (text) => (text === "*" ? "*" : parseOrigins(text)),
    ),
    embedOrigins: read(
      "EMBED_ORIGINS",
      DEFAULTS.embedOrigins,
      "origins with commas between them, such as https://example.org,https://games.example.org",
      parseOrigins,
    ),
    opsAddress: read(
      "OPS_ADDRESS",
      DEFAULTS.opsAddress,
      "host:port to listen on, such as 127.0.0.1:9100 or [::1]:9100",
      parseListenAddress,
    ),
    trustedProxies: integer("TRUSTED_PROXIES", DEFAULTS.trustedProxies, 0, 8),
    tls: certFile !== null && keyFile !== null ? Object.freeze({ certFile, keyFile }) : null,
    logLevel: read("LOG_LEVEL", DEFAULTS.logLevel, `one of ${LOG_LEVELS.join(", ")}`, (text) =>
      LOG_LEVELS.find((level) => level === text),
    ),
    authSecrets: secrets("AUTH_SECRET"),
    databaseUrl: database("DATABASE_URL"),
    operator: read("OPERATOR", DEFAULTS.operator, "the name of an account, of 1 to 16 visible characters", parseName),
    spectators: integer("SPECTATORS", DEFAULTS.spectators, 0, 2_000),
    spectateDelayS: integer("SPECTATE_DELAY_S", DEFAULTS.spectateDelayS, 5, 300, " seconds"),
    limits: limits("LIMITS"),
    loadToken: secret("LOAD_TOKEN"),
    setAside: read("SET_ASIDE", DEFAULTS.setAside, "ids of rooms with commas between them", parseRoomIds),
    seatHoldS: integer("SEAT_HOLD_S", DEFAULTS.seatHoldS, 0, 3_600, " seconds"),
    games: Object.freeze(Object.fromEntries(declared.map((game) => [game.name, gameSettings(game)]))),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(config);
}

function parseName(text: string): string | undefined {
  try {
    return parsePlayerName(text);
  } catch {
    return undefined;
  }
}

function parseRoomIds(text: string): readonly string[] | undefined {
  const ids = text.split(",").map((id) => id.trim());
  return ids.every((id) => ROOM_ID.test(id)) ? Object.freeze(ids) : undefined;
}

function parseListenAddress(text: string): NonNullable<Config["opsAddress"]> | undefined {
  const [, bracketed, name, digits] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]{1,253})):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  return port <= 65_535 ? Object.freeze({ host: bracketed ?? name, port }) : undefined;
}

function parseOrigins(text: string): readonly string[] | undefined {
  const origins: string[] = [];
  for (const part of text.split(",")) {
    const url = URL.parse(part.trim());
    // A path or a query would never equal an Origin header.
    if (url === null || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) return undefined;
    origins.push(url.origin);
  }
  return Object.freeze(origins);
}
