import { describe, expect, it } from "vitest";
import {
  type InboxNotification,
  isNotificationKind,
  NOTIFICATION_KINDS,
  notificationBody,
  notificationJson,
  parseNotification,
} from "../../../shared/wire/notifications.ts";

const EACH: readonly InboxNotification[] = [
  { id: 1, atMs: 5, kind: "bounty", room: "r", bounty: 200 },
  { id: 2, atMs: 5, kind: "overtaken", player: 3, name: "Ada", place: 2 },
  { id: 3, atMs: 5, kind: "mention", channel: "lobby", line: 4, player: 3, name: "<b>" },
  { id: 4, atMs: 5, kind: "friend", player: 3, name: "Ada" },
  { id: 5, atMs: 5, kind: "round", room: "r", round: 2, player: 3, name: "Ada" },
];

describe("a notice", () => {
  it("of each kind is read back from its text, and from an inbox item", () => {
    expect(EACH.map(({ kind }) => kind)).toEqual(NOTIFICATION_KINDS);
    for (const item of EACH) {
      expect(parseNotification(JSON.parse(notificationJson(item)))).toEqual(item);
      const { id, atMs, ...notice } = item;
      const body = JSON.parse(notificationBody(notice));
      expect(body).not.toHaveProperty("kind");
      expect(parseNotification({ id, kind: item.kind, atMs, ...body })).toEqual(item);
    }
  });

  it("D7: is refused without any of its fields, or with a wrong type in one", () => {
    for (const item of EACH)
      for (const field of Object.keys(item)) {
        const { [field as "id"]: _, ...less } = item;
        expect(parseNotification(less), field).toBeNull();
        for (const value of [null, -1, 0.5, 1e300, Number.NaN, {}, [], true])
          expect(parseNotification({ ...item, [field]: value }), `${field} ${value}`).toBeNull();
      }
  });

  it.each([
    null,
    undefined,
    5,
    "x",
    [],
    {},
    { id: 1, atMs: 1, kind: "toString" },
    { id: 1, atMs: 1, kind: "__proto__" },
  ])("D7: is not %j", (value) => {
    expect(parseNotification(value)).toBeNull();
  });

  it("contains only known fields", () => {
    expect(parseNotification({ ...EACH[3], html: "<script>" })).toEqual(EACH[3]);
    expect(["friend", "friends", "constructor"].map(isNotificationKind)).toEqual([true, false, false]);
  });
});
