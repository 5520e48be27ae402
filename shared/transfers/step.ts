import { CodecError } from "../codec/codec.ts";
import { TRANSFER_BOUNDS, TRANSFER_REFUSAL } from "./bounds.ts";
import type { TransferMessage } from "./messages.ts";
import type { OpenTransfer, Source, Transfers } from "./transfers.ts";

/** What transfers mean to a machine. Both are called within its step. */
export interface TransferRules {
  /**
   * Takes the payload into the world and returns `POSTED`, or changes nothing and returns a code from 1 to
   * `LAST_MACHINE_CODE`. A `CodecError`, thrown before any change, refuses it too.
   *
   * @param from id of the sending room, or see `returnedFrom`
   */
  post(from: string, payload: Uint8Array): number;
  /**
   * A transfer of this world left escrow. With `POSTED` its receiver has the payload; with any other code the caller must
   * take the payload back.
   */
  settled(transfer: OpenTransfer, code: number): void;
}

const NO_SOURCE: Source = { lastDecided: 0, answers: [] };

/** Applies a message to a world's transfers. Repeated, late and unknown messages change nothing. */
export function takeTransferMessage(transfers: Transfers, message: TransferMessage, rules: TransferRules): void {
  if (!changesTransfers(transfers, message)) return;
  transfers.revision++;
  switch (message.type) {
    case "offers":
      takeOffers(transfers, message, rules);
      return;
    case "answers":
      takeAnswers(transfers, message, rules);
      return;
    case "bind":
      bind(transfers, message.address, message.room);
      return;
    case "forget":
      transfers.sources.delete(message.source);
  }
}

/** Whether a message would change a world's transfers. If not, it need not enter the world. */
export function changesTransfers({ open, sources }: Transfers, message: TransferMessage): boolean {
  switch (message.type) {
    case "offers": {
      const source = sources.get(message.from);
      if (source === undefined) return message.offers.length > 0 && sources.size < TRANSFER_BOUNDS.sources;
      const { lastDecided, answers } = source;
      if (answers[0]?.number < message.settledBelow) return true;
      return answers.length < TRANSFER_BOUNDS.answers && message.offers.some(({ number }) => number > lastDecided);
    }
    case "answers":
      return message.answers.some(({ number }) => findOpen(open, message.from, number) !== undefined);
    case "bind":
      return open.some(({ to }) => to === message.address);
    case "forget":
      return sources.has(message.source);
  }
}

/**
 * A sender offers its open transfers by rising number without holes. So everything up to the last decided number was
 * decided, and a repeat is recognized by its number alone.
 */
function takeOffers({ sources }: Transfers, message: TransferMessage & { type: "offers" }, rules: TransferRules): void {
  const { from, settledBelow, offers } = message;
  const before = sources.get(from) ?? NO_SOURCE;
  let { lastDecided } = before;
  const answers = before.answers.filter(({ number }) => number >= settledBelow);
  for (const { number, payload } of offers) {
    if (number <= lastDecided) continue;
    if (answers.length >= TRANSFER_BOUNDS.answers) break;
    answers.push({ number, code: decide(rules, from, payload) });
    lastDecided = number;
  }
  sources.set(from, { lastDecided, answers });
}

function decide(rules: TransferRules, from: string, payload: Uint8Array): number {
  try {
    return rules.post(from, payload);
  } catch (error) {
    if (error instanceof CodecError) return TRANSFER_REFUSAL.badPayload;
    throw error;
  }
}

function takeAnswers(
  transfers: Transfers,
  { from, answers }: TransferMessage & { type: "answers" },
  rules: TransferRules,
): void {
  for (const { number, code } of answers) {
    const transfer = findOpen(transfers.open, from, number);
    if (transfer === undefined) continue;
    transfers.open = transfers.open.filter((row) => row !== transfer);
    rules.settled(transfer, code);
  }
}

/** Only its receiver settles a transfer. */
function findOpen(open: readonly OpenTransfer[], receiver: string, number: number): OpenTransfer | undefined {
  return open.find((row) => row.number === number && row.to === receiver);
}

/** Numbers are given on binding: a later binding must not put a lower number behind one that was offered. */
function bind(transfers: Transfers, address: string, room: string): void {
  const others = transfers.open.filter(({ to }) => to !== address);
  const bound = transfers.open
    .filter(({ to }) => to === address)
    .map(({ payload }): OpenTransfer => ({ to: room, number: transfers.nextNumber++, payload }));
  transfers.open = [...others, ...bound];
}
