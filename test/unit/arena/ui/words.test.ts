import { describe, expect, it } from "vitest";
import { CAUSES } from "../../../../client/games/arena/hud/death-cause.ts";
import { countdownTicker } from "../../../../client/games/arena/page/sounds.ts";
import { suggestCallsign } from "../../../../client/shell/menu/callsign.ts";
import {
  formatAgo,
  formatByteRate,
  formatClock,
  formatCount,
  formatDistance,
  formatFileSize,
  formatNumber,
  ordinal,
} from "../../../../client/shell/ui/format.ts";
import { CAUSE } from "../../../../shared/games/arena/event.ts";

describe("words of the HUD", () => {
  it("has words for every cause of death", () => {
    for (const cause of Object.values(CAUSE)) expect(CAUSES[cause].alone).not.toBe("");
  });

  it("counts a clock down to 0:00 and not below", () => {
    expect([600, 59.2, 1, 0.1, 0, -3].map(formatClock)).toEqual(["10:00", "1:00", "0:01", "0:01", "0:00", "0:00"]);
  });

  it("counts things", () => {
    expect([0, 1, 2, 1_200].map((count) => formatCount(count, "kill"))).toEqual([
      "0 kills",
      "1 kill",
      "2 kills",
      "1,200 kills",
    ]);
  });

  it("formats file sizes and ages", () => {
    expect([1, 99_000, 1_076_097, 12_300_000].map(formatFileSize)).toEqual(["1 kB", "99 kB", "1.1 MB", "12 MB"]);
    expect([-5, 59_999, 60_000, 7_300_000, 9e7].map(formatAgo)).toEqual([
      "just now",
      "just now",
      "1 minute ago",
      "2 hours ago",
      "1 day ago",
    ]);
  });

  it("formats numbers for players", () => {
    expect([0, 999, 1000, 1234567].map(formatNumber)).toEqual(["0", "999", "1,000", "1,234,567"]);
    expect([4, 996, 1000, 9_949, 12_345].map(formatDistance)).toEqual(["0", "1.0k", "1.0k", "9.9k", "12k"]);
    expect([640, 8_421, 12_600].map(formatByteRate)).toEqual(["640 B/s", "8.4 kB/s", "13 kB/s"]);
    expect([1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal)).toEqual([
      "1st",
      "2nd",
      "3rd",
      "4th",
      "11th",
      "12th",
      "13th",
      "21st",
      "112th",
    ]);
  });

  it("suggests names of at most 16 characters", () => {
    for (let i = 0; i < 1000; i++) {
      const name = suggestCallsign(() => i / 1000);
      expect(name.length).toBeLessThanOrEqual(16);
      expect(name.length).toBeGreaterThan(3);
    }
    expect(suggestCallsign(() => 0.999).length).toBeLessThanOrEqual(16);
  });
});

describe("the clock's ticking", () => {
  it("sounds once for each of the last five seconds", () => {
    const ticks = countdownTicker();
    const heard = [6.2, 5.4, 5.1, 4.9, 4.2, 3.9, 0.8, 0.2, 0, 300].filter((left) => ticks(left));
    expect(heard).toEqual([4.9, 3.9, 0.8]);
  });
});
