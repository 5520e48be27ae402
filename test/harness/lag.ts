import { parseArgs } from "node:util";
import { PROFILES, type ProfileName } from "./link.ts";
import { openSlowLink } from "./slow-link.ts";

const USAGE = `usage: npm run lag -- [--profile NAME] [--port P] [--to URL] [--seed N]

  --profile NAME  ${Object.keys(PROFILES).join(", ")}   (typical)
  --port P        where the slow way begins, 0: any free port   (2568)
  --to URL        the server that it leads to                   (http://localhost:2567)
  --seed N        of its delays                                 (1)`;

interface Options {
  profile: ProfileName;
  port: number;
  to: URL;
  seed: number;
}

/** The flag, its value and what would do. */
class ArgumentError extends Error {}

const READ: Readonly<Record<string, (options: Options, value: string) => void>> = {
  "--profile": (options, value) => {
    if (!Object.hasOwn(PROFILES, value)) refuse("--profile", value, Object.keys(PROFILES).join(", "));
    options.profile = value as ProfileName;
  },
  "--port": (options, value) => {
    options.port = whole("--port", value, 65_535);
  },
  "--to": (options, value) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url === null || url.protocol !== "http:") return refuse("--to", value, "an address that begins with http://");
    options.to = url;
  },
  "--seed": (options, value) => {
    options.seed = whole("--seed", value, 2 ** 32 - 1);
  },
};

const FLAGS = Object.fromEntries(Object.keys(READ).map((flag) => [flag.slice(2), { type: "string" } as const]));

function refuse(flag: string, value: string, accepted: string): never {
  throw new ArgumentError(`${flag} ${JSON.stringify(value)}: accepted is ${accepted}`);
}

function whole(flag: string, value: string, most: number): number {
  if (!/^\d{1,10}$/.test(value) || Number(value) > most) refuse(flag, value, `a whole number from 0 to ${most}`);
  return Number(value);
}

function readArguments(argv: readonly string[]): Options {
  const options: Options = { profile: "typical", port: 2568, to: new URL("http://localhost:2567"), seed: 1 };
  const { tokens } = parseArgs({
    args: [...argv],
    options: FLAGS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    const name = token.kind === "option" ? token.rawName : argv[token.index];
    const read = READ[name];
    if (read === undefined) throw new ArgumentError(`${name} is not known`);
    const value = token.kind === "option" ? token.value : undefined;
    if (value === undefined) throw new ArgumentError(`${name} is given nothing`);
    read(options, value);
  }
  return options;
}

function main(argv: readonly string[]): void {
  if (argv.includes("--help")) {
    console.log(USAGE);
    return;
  }
  const { profile, port, to, seed } = readArguments(argv);
  const target = { host: to.hostname, port: Number(to.port || 80) };
  const link = openSlowLink(target, PROFILES[profile], seed, port);
  console.log(`${profile} network: http://localhost:${link.port} leads to ${to.origin}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  const taken = (error as { code?: unknown } | null)?.code === "EADDRINUSE";
  if (!taken && !(error instanceof ArgumentError)) throw error;
  console.error(
    `lag: ${taken ? "the port is taken by another program; choose another with --port" : (error as Error).message}\n\n${USAGE}`,
  );
  process.exitCode = 2;
}
