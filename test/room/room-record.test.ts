import { expect, it } from "vitest";
import { decodeRoomRecord } from "../../server/runtime/durable-room.ts";
import { CodecError } from "../../shared/machine.ts";

it.each([
  ["not JSON", "{"],
  ["no object", "7"],
  ["fields are missing", '{"room":"tug","seats":2,"epoch":0}'],
  ["a seat that is not there", '{"room":"tug","seats":1,"epoch":1,"taken":[{"seat":1,"sessionId":"a","epoch":1}]}'],
  [
    "a seat taken twice",
    `{"room":"tug","seats":1,"epoch":1,"taken":[${Array(2).fill('{"seat":0,"sessionId":"a","epoch":1}')}]}`,
  ],
])("D7: a room record is refused: %s", (_what, text) => {
  expect(() => decodeRoomRecord(new TextEncoder().encode(text))).toThrow(CodecError);
});
