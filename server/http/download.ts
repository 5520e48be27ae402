import { type BudgetRefusal, type Budgets, Permit, type Sender } from "../budgets/index.ts";
import { tooManyRequests } from "./router.ts";

/** Read of a file at once, bytes. */
const PART_BYTES = 0x4_0000;
/** A reader whose socket takes nothing for so long is gone, s. */
const SILENT_S = 30;

export interface Download {
  readonly request: Request;
  readonly sender: Sender;
  idle(seconds: number): void;
}

/**
 * Answers with a file, of which no more is read than its reader takes. Bounded are the bytes that a sender is sent, and the
 * files on their way to it. Throws `RouterError` beyond that.
 *
 * @param blob read off this thread, a part at a time
 */
export function sendFile(
  budgets: Budgets,
  reader: Download,
  blob: Blob,
  headers: Readonly<Record<string, string>>,
): Response {
  const { request, sender, idle } = reader;
  if (request.method === "HEAD") return new Response(null, { headers });
  const hold = granted(budgets.acquire("downloads", sender));
  const refusal = budgets.consume("downloadBytes", sender, blob.size);
  if (refusal !== null) {
    hold.release();
    throw tooManyRequests(refusal);
  }
  idle(SILENT_S);
  const ended = () => hold.release();
  request.signal.addEventListener("abort", ended, { once: true });
  return new Response(partsOf(blob, ended), { headers });
}

function granted(hold: Permit | BudgetRefusal): Permit {
  if (hold instanceof Permit) return hold;
  throw tooManyRequests(hold);
}

/** @param ended called when there is no more, or nobody takes more */
function partsOf(blob: Blob, ended: () => void): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const part = new Uint8Array(await blob.slice(at, at + PART_BYTES).arrayBuffer());
          at += part.length;
          if (part.length > 0) controller.enqueue(part);
          if (at < blob.size && part.length > 0) return;
          ended();
          controller.close();
        } catch (error) {
          // A file that was given up meanwhile ends in the middle, which its reader sees.
          ended();
          throw error;
        }
      },
      cancel: ended,
    },
    // Only what the socket takes is read.
    { highWaterMark: 0 },
  );
}
