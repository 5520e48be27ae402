import { CLOSE } from "../../../shared/wire/codes.ts";
import type { FeedHub } from "./hub.ts";
import type { FeedSink } from "./reader.ts";
import { OPEN_HEADERS } from "./refused.ts";
import type { TopicRequest } from "./request.ts";

/** Clients of event streams come back after this, ms. */
const RETRY_MS = 1_000;

/**
 * A reader by server-sent events: each message is the data of an event, whose id says where to go on.
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
      // An empty id would have it begin anew.
      const id = place();
      put(`${id === "" ? "" : `id: ${id}\n`}data: ${text}\n\n`);
    },
    batch: (tell) => tell(),
    end({ code }) {
      if (over) return;
      finish();
      // What is left for someone who takes nothing would wait for ever.
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
  // What stands between may neither keep nor gather it.
  const headers = { ...OPEN_HEADERS, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no" };
  return new Response(body, { headers });
}
