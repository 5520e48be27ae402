import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ConfigError, DEFAULTS, readConfig } from "../../server/config.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const GAMES = [
  { name: "tag", settings: { TAG_SEATS: { field: "seats", least: 2, most: 30, initial: 8, about: "seats" } } },
];
const file = fileURLToPath(import.meta.url);

function problemsOf(env: Record<string, string>): readonly { field: string; value: string; accepted: string }[] {
  try {
    readConfig(env, GAMES);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("settings", () => {
  test("an empty environment, and one of empty variables, give the defaults", () => {
    expect(readConfig({})).toEqual(DEFAULTS);
    expect(readConfig({ PORT: "", HOST: " ", TLS_CERT: "", ALLOWED_ORIGINS: "" })).toEqual(DEFAULTS);
  });

  test("are frozen", () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
    expect(Object.isFrozen(DEFAULTS)).toBe(true);
  });

  test.each([
    ["PORT", "0", { port: 0 }],
    ["PORT", "65535", { port: 65_535 }],
    ["HOST", "::1", { host: "::1" }],
    ["DATA_DIR", "/var/lib/orrery", { dataDir: "/var/lib/orrery" }],
    ["PUBLIC_ADDRESS", "play.example.org", { publicAddress: "play.example.org" }],
    ["PUBLIC_ADDRESS", "example.org:8443/play/", { publicAddress: "example.org:8443/play" }],
    ["PUBLIC_ADDRESS", "[::1]:2567", { publicAddress: "[::1]:2567" }],
    ["ALLOWED_ORIGINS", "*", { allowedOrigins: "*" }],
    ["ALLOWED_ORIGINS", "https://A.example , http://b:81/", { allowedOrigins: ["https://a.example", "http://b:81"] }],
    ["TRUSTED_PROXIES", "0", { trustedProxies: 0 }],
    ["TRUSTED_PROXIES", "2", { trustedProxies: 2 }],
    ["LOG_LEVEL", "debug", { logLevel: "debug" }],
    ["SEAT_HOLD_S", "0", { seatHoldS: 0 }],
    ["AUTH_SECRET", SECRET, { authSecrets: [SECRET] }],
    ["AUTH_SECRET", `${SECRET} , x${SECRET}`, { authSecrets: [SECRET, `x${SECRET}`] }],
    [
      "DATABASE_URL",
      "postgres://a:b@db.example:5433/orrery?sslmode=require",
      { databaseUrl: "postgres://a:b@db.example:5433/orrery?sslmode=require" },
    ],
    ["DATABASE_URL", "postgresql://db/orrery", { databaseUrl: "postgresql://db/orrery" }],
    ["OPERATOR", " Zoe\u0308 ", { operator: "Zoë" }],
    ["SPECTATORS", "0", { spectators: 0 }],
    ["SPECTATE_DELAY_S", "5", { spectateDelayS: 5 }],
    ["SPECTATE_DELAY_S", "300", { spectateDelayS: 300 }],
    ["LOAD_TOKEN", SECRET, { loadToken: SECRET }],
    ["SET_ASIDE", "Zk3hQ9xWb , a-b_c", { setAside: ["Zk3hQ9xWb", "a-b_c"] }],
    ["LIMITS", "sockets.address=200", { limits: { sockets: { address: 200 } } }],
    [
      "LIMITS",
      "rooms.address=10, rooms.process=0,guests.address=0.5/60",
      {
        limits: { rooms: { address: 10, process: 0 }, guests: { address: { perSecond: 0.5, burst: 60 } } },
      },
    ],
  ])("%s=%s is accepted", (field, value, expected) => {
    expect(readConfig({ [field]: value })).toEqual({ ...DEFAULTS, ...expected });
  });

  test.each([
    ["PORT", "65536", "from 0 to 65535"],
    ["SET_ASIDE", "../x", "ids of rooms"],
    ["TRUSTED_PROXIES", "9", "from 0 to 8"],
    ["TRUSTED_PROXIES", "true", "from 0 to 8"],
    ["TRUSTED_PROXIES", "10.0.0.1", "from 0 to 8"],
    ["PORT", "-1", "from 0 to 65535"],
    ["PORT", "2567abc", "from 0 to 65535"],
    ["PORT", "1e3", "from 0 to 65535"],
    ["HOST", "http://localhost", "host name"],
    ["SPECTATORS", "2001", "from 0 to 2000"],
    ["SPECTATE_DELAY_S", "4", "from 5 to 300 seconds"],
    ["SPECTATE_DELAY_S", "301", "from 5 to 300 seconds"],
    ["DATA_DIR", "a\0b", "directory"],
    ["PUBLIC_ADDRESS", "https://example.org", "without a scheme"],
    ["PUBLIC_ADDRESS", "example.org?x", "without a scheme"],
    ["ALLOWED_ORIGINS", "example.org", "origins"],
    ["ALLOWED_ORIGINS", "https://example.org/path", "origins"],
    ["ALLOWED_ORIGINS", "https://example.org,", "origins"],
    ["ALLOWED_ORIGINS", "https://example.org,*", "origins"],
    ["LOG_LEVEL", "loud", "silent, error, warn, info, debug"],
    ["SEAT_HOLD_S", "3601", "from 0 to 3600 seconds"],
    ["OPERATOR", "a\u200bb", "1 to 16 visible characters"],
    ["OPERATOR", "x".repeat(17), "1 to 16 visible characters"],
  ])("D7: %s=%j is refused, naming the field, the value and what would be accepted", (field, value, accepted) => {
    expect(problemsOf({ [field]: value })).toEqual([{ field, value, accepted: expect.stringContaining(accepted) }]);
  });

  test.each([
    ["socket.address=5", "limits are"],
    ["__proto__.address=5", "limits are"],
    ["sockets=5", "LIMIT.BY=VALUE"],
    ["sockets.subject=5", "BY one of address, identity, process"],
    ["sockets.toString=5", "BY one of address, identity, process"],
    ["guests.address=5", "PER_SECOND/BURST"],
    ["guests.address=0/5", "above 0"],
    ["guests.address=1/0", "at least 1"],
    ["sockets.address=1/5", "a whole number"],
    ["sockets.address=-1", "a whole number"],
    ["sockets.address=9999999999", "at most|to 1000000000"],
  ])("D7: LIMITS=%s is refused, naming the part and what would be accepted", (part, accepted) => {
    expect(problemsOf({ LIMITS: `rooms.address=3,${part}` })).toEqual([
      { field: "LIMITS", value: part, accepted: expect.stringMatching(accepted) },
    ]);
  });

  test("refuses a too short load token without printing it", () => {
    for (const text of ["hunter2", `${SECRET} x`])
      expect(problemsOf({ LOAD_TOKEN: text })).toEqual([
        { field: "LOAD_TOKEN", value: `${text.length} characters`, accepted: expect.stringContaining("at least 32") },
      ]);
  });

  test("D7: a certificate and its key come together, and exist", () => {
    expect(readConfig({ TLS_CERT: file, TLS_KEY: file }).tls).toEqual({ certFile: file, keyFile: file });
    expect(problemsOf({ TLS_CERT: file })).toEqual([
      { field: "TLS_KEY", value: "", accepted: expect.stringContaining("because TLS_CERT is set") },
    ]);
    expect(problemsOf({ TLS_KEY: file }).map((problem) => problem.field)).toEqual(["TLS_CERT"]);
    expect(problemsOf({ TLS_CERT: `${file}.gone`, TLS_KEY: file })).toEqual([
      { field: "TLS_CERT", value: `${file}.gone`, accepted: expect.stringContaining("readable") },
    ]);
  });

  test("D7: one error lists every problem", () => {
    const env = { PORT: "x", TAG_SEATS: "9999", LOG_LEVEL: "loud" };
    expect(problemsOf(env).map((problem) => problem.field)).toEqual(["PORT", "LOG_LEVEL", "TAG_SEATS"]);
    expect(() => readConfig(env, GAMES)).toThrow(/PORT="x".*\n.*LOG_LEVEL="loud".*\n.*TAG_SEATS="9999"/);
  });

  test.each([
    ["the server's own", [["data", "DATA_DIR"]], ["DATA_DIR", "game data", "the server"]],
    ["a secret of the server", [["auth", "AUTH_SECRET"]], ["AUTH_SECRET", "game auth", "the server"]],
    [
      "another game's",
      [
        ["race", "RACE_NEXT_GOAL"],
        ["race-next", "RACE_NEXT_GOAL"],
      ],
      ["RACE_NEXT_GOAL", "game race-next", "game race"],
    ],
  ])("of games are refused under a name that is %s, naming both", (_what, games, [field, game, owner]) => {
    const setting = { field: "goal", least: 1, most: 9, initial: 1, about: "goal" };
    const declared = games.map(([name, variable]) => ({ name, settings: { [variable]: setting } }));
    expect(() => readConfig({}, declared)).toThrow(
      `${field}="${game}": accepted is a name of its own, because ${owner} `,
    );
  });

  test("of games are read within the bounds that each game declares, and only where they are set", () => {
    expect(readConfig({ TAG_SEATS: "30" }, GAMES)).toEqual({ ...DEFAULTS, games: { tag: { seats: 30 } } });
    expect(readConfig({ TAG_SEATS: " " }, GAMES).games).toEqual({ tag: {} });
    expect(problemsOf({ TAG_SEATS: "1" })).toEqual([
      { field: "TAG_SEATS", value: "1", accepted: "a whole number from 2 to 30" },
    ]);
  });

  test.each([
    ["hunter2", "7 characters"],
    [`${SECRET},hunter2`, "7 characters"],
    [`${SECRET},`, "0 characters"],
  ])("a secret that is too short is refused without being told: %s", (text, value) => {
    expect(problemsOf({ AUTH_SECRET: text })).toEqual([
      { field: "AUTH_SECRET", value, accepted: "secrets of at least 32 characters, with commas between them" },
    ]);
  });

  test.each([
    ["mysql://ada:hunter2@db/orrery", "mysql://…"],
    ["postgres://ada:hunter2@db", "postgres://…"],
    ["postgres://ada:hunter2@db/", "postgres://…"],
    ["ada:hunter2@db/orrery", "ada://…"],
    ["//ada:hunter2@db/orrery", "23 characters"],
  ])("D7: a database's address %s is refused without its password", (text, value) => {
    expect(problemsOf({ DATABASE_URL: text })).toEqual([
      { field: "DATABASE_URL", value, accepted: "an address such as postgres://user:password@host:5432/database" },
    ]);
  });
});
