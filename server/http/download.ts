import { type BudgetRefusal, type Budgets, Permit, type Sender } from "../budgets/index.ts";
import { tooManyRequests } from "./router.ts";

/** Size of one read, bytes. */
const PART_BYTES = 0x4_0000;
/** A download ends when its reader takes nothing for this long, s. */
const SILENT_S = 30;

export interface Download {
  readonly request: Request;
  readonly sender: Sender;
  idle(seconds: number): void;
}

/**
 * Streams a file, no faster than its reader takes it. Throws `RouterError` if the sender has too many downloads, or has
 * downloaded too many bytes.
 *
 * @param blob read in parts, off this thread
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

/** @param ended called once, at the end or when the reader is gone */
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
          // If the file was deleted meanwhile, the stream ends early, and the reader sees it.
          ended();
          throw error;
        }
      },
      cancel: ended,
    },
    // Read only as much as the socket takes.
    { highWaterMark: 0 },
  );
}
