import { ArgumentError } from "./argument-error.ts";

export interface BotRunOptions {
  readonly url: string;
  readonly count: number;
  readonly seconds: number;
  readonly room: string;
  /** One of the game's pilots; null: a mix. */
  readonly pilot: string | null;
  readonly rampPerS: number;
  /** The server's `LOAD_TOKEN`, which lifts its limits for one address; null: they apply. */
  readonly loadToken: string | null;
  readonly json: boolean;
}

/** @param call how the command is called here */
export const usage = (
  call: string,
) => `usage: ${call} [--url U] [--count N] [--seconds S] [--room NAME] [--pilot NAME] [--ramp PER_S] [--load-token T] [--json]

  --url U        server to join                      (http://localhost:2567)
  --count N      how many bots, 1 to 5000            (10)
  --seconds S    how long they play, 1 to 86400      (30)
  --room NAME    game to play                        (the first that has bots)
  --pilot NAME   one of the game's pilots            (a mix)
  --ramp PER_S   how many join each second           (50)
  --load-token T the server's LOAD_TOKEN, for more bots than one
                 address may bring                   (LOAD_TOKEN of the environment)
  --json         one JSON object as the last line`;

type Draft = { -readonly [K in keyof BotRunOptions]: BotRunOptions[K] };

/** Flags that take a value. Each row parses it or throws. */
const FLAGS: Readonly<Record<string, (draft: Draft, value: string) => void>> = {
  "--url": (draft, value) => {
    draft.url = parseUrl(value);
  },
  "--count": (draft, value) => {
    draft.count = parseNumber("--count", value, 1, 5000, true);
  },
  "--seconds": (draft, value) => {
    draft.seconds = parseNumber("--seconds", value, 1, 86_400, false);
  },
  "--room": (draft, value) => {
    if (!/^[\w-]{1,64}$/.test(value)) refuse("--room", value, "a room's name: 1 to 64 letters, digits, - or _");
    draft.room = value;
  },
  "--pilot": (draft, value) => {
    draft.pilot = value;
  },
  "--ramp": (draft, value) => {
    draft.rampPerS = parseNumber("--ramp", value, 0.1, 1000, false);
  },
  "--load-token": (draft, value) => {
    draft.loadToken = parseLoadToken("--load-token", value);
  },
};

/**
 * Throws {@link ArgumentError}.
 *
 * @param defaultRoom for no `--room`
 * @param environment its `LOAD_TOKEN` is the default of `--load-token`
 */
export function parseArguments(
  argv: readonly string[],
  defaultRoom: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): BotRunOptions {
  const environmentToken = environment.LOAD_TOKEN?.trim() ?? "";
  const draft: Draft = {
    url: "http://localhost:2567",
    count: 10,
    seconds: 30,
    room: defaultRoom,
    pilot: null,
    rampPerS: 50,
    loadToken: environmentToken === "" ? null : parseLoadToken("LOAD_TOKEN", environmentToken),
    json: false,
  };
  for (let i = 0; i < argv.length; i++) {
    const flag = argv[i];
    if (flag === "--json") {
      draft.json = true;
      continue;
    }
    if (!Object.hasOwn(FLAGS, flag))
      throw new ArgumentError(`unknown argument ${flag}: known are ${Object.keys(FLAGS).join(", ")} and --json`);
    if (i + 1 === argv.length) throw new ArgumentError(`${flag} needs a value`);
    FLAGS[flag](draft, argv[++i]);
  }
  return draft;
}

function parseNumber(flag: string, value: string, least: number, most: number, whole: boolean): number {
  const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most) || (whole && !Number.isInteger(number)))
    refuse(flag, value, `a ${whole ? "whole " : ""}number from ${least} to ${most}`);
  return number;
}

/** The message does not repeat the value, which is a secret. */
function parseLoadToken(from: string, value: string): string {
  if (/^[!-~]{32,1024}$/.test(value)) return value;
  throw new ArgumentError(`${from} of ${value.length} characters is invalid: give 32 or more of printable ASCII`);
}

function parseUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !["http:", "https:", "ws:", "wss:"].includes(url.protocol))
    refuse("--url", value, "an address like http://localhost:2567");
  return value;
}

function refuse(flag: string, value: string, accepted: string): never {
  throw new ArgumentError(`${flag} ${JSON.stringify(value)} is invalid: give ${accepted}`);
}
