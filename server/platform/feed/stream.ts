import { CLOSE } from "../../../shared/wire/codes.ts";
import type { FeedHub } from "./hub.ts";
import type { FeedSink } from "./reader.ts";
import { OPEN_HEADERS } from "./refused.ts";
import type { TopicRequest } from "./request.ts";

/** Delay after which clients of event streams reconnect, ms. */
const RETRY_MS = 1_000;

/**
 * A reader over server-sent events: each message is the data of an event, whose id is the position to resume from.
 *
 * @param leave called once it is over
 */
export async function feedStream(hub: FeedHub, wishes: readonly TopicRequest[], leave: () => void): Promise<Response> {
  const utf8 = new TextEncoder();
  const hello = await hub.hello();
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let over = false;
  const finish = () => {
    over = true;
    hub.leave(reader);
    leave();
  };
  const put = (text: string) => {
    if (!over) controller.enqueue(utf8.encode(text));
  };
  const sink: FeedSink = {
    get full() {
      return over || (controller.desiredSize ?? 0) <= 0;
    },
    send(text, place) {
      // An empty id would make the client start over.
      const id = place();
      put(`${id === "" ? "" : `id: ${id}\n`}data: ${text}\n\n`);
    },
    batch: (work) => work(),
    end({ code }) {
      if (over) return;
      finish();
      // The rest would wait forever for a client that reads nothing.
      if (code === CLOSE.slowConsumer.code) controller.error(new Error(CLOSE.slowConsumer.reason));
      else controller.close();
    },
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      pull: () => reader.pump(),
      cancel: finish,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: hub.limits.queueBytes }),
  );
  const reader = hub.join(sink);
  put(`retry: ${RETRY_MS}\n`);
  reader.sendControl(hello);
  reader.subscribe(wishes);
  reader.pump();
  // Proxies must neither cache nor buffer it.
  const headers = { ...OPEN_HEADERS, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" };
  return new Response(body, { headers });
}
