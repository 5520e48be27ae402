/** Run in the bench's page: a lobby with people, matches and talk. */
export const crowd = `(() => {
  const { lobby } = window.bench;
  const now = performance.now();
  const score = (player, name, credits, kills) => ({ player, name, credits, kills, deaths: 3 });
  lobby.play([
    { room: "aB3xY9", round: 4, playing: true, endsAtMs: now + 187_000, people: 9, seats: 16, scores: [
      score(1, "Nyx", 12_400, 11), score(3, "Кира", 9_810, 8), score(9, "Brightwater the Unreasonably Long", 7_700, 1) ] },
    { room: "Qq81", round: 1, playing: true, endsAtMs: now + 402_000, people: 16, seats: 16, scores: [score(4, "Rook", 1_200, 2)] },
    { room: "zz90", round: 7, playing: false, endsAtMs: now + 9_000, people: 2, seats: 16, scores: [] },
  ]);
  const person = (player, name, role, match = "", away = false) => ({ player, name, role, match, away });
  lobby.meet([
    person(7, "Orla Kite 84", 0), person(1, "Nyx", 1, "aB3xY9"), person(2, "Halcyon", 2, "aB3xY9"), person(3, "Кира", 1, "aB3xY9"),
    person(4, "Rook", 1, "Qq81"), person(5, "橘", 0, "", true),
    ...Array.from({ length: 22 }, (_, i) => person(20 + i, "Pilot " + (i + 1), 0, i % 3 ? "" : "zz90", i % 7 === 0)),
  ]);
  const say = (player, name, role, text) => lobby.tell("lobby", { player, name, role, text }, false);
  say(1, "Nyx", 1, "gg everyone, that last rail shot was from the far side of Thalassa");
  say(3, "Кира", 1, "ещё раз? кто летит");
  say(2, "Halcyon", 2, "New round in ten. Keep it friendly.");
  say(4, "Rook", 1, "anyone want to mine the belt together? I have a Mule and no patience for pirates, so bring guns");
  say(5, "橘", 0, "行きます");
  say(7, "Orla Kite 84", 0, "me!");
  say(1, "Nyx", 1, "@Orla Kite 84 one more? I join you after this");
  say(2, "Halcyon", 2, "See you there.");
})()`;

const ZALGO = "\u0351\u0352\u0353\u0354\u0355\u0356\u0357\u0358";

export const HOSTILE_NAME = `\u202egnp.exe<b onclick=hacked=1>${"N".repeat(90)}${ZALGO.repeat(20)}`;

/** What a server should have cleaned, and a page shows harmlessly when it did not. */
export const HOSTILE_LINES: readonly string[] = [
  "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>",
  "<svg onload='window.hacked=1'></svg><iframe src='javascript:parent.hacked=1'></iframe>",
  "javascript:window.hacked=1 &lt;b&gt; {{constructor.constructor('hacked=1')()}}",
  "\u202etxet desrever\u202c and \u2066an isolate left open",
  `Z${ZALGO.repeat(60)}algo`,
  "W".repeat(4_000),
  "a\u0000b\u0007c\u200b\u200d\ufeffd",
  "lone \ud83d surrogate \udc00",
  "\u0645\u0631\u062d\u0628\u0627 123 @Orla Kite 84",
  "﷽".repeat(80),
];
