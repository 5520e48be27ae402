#!/usr/bin/env python3
"""Reads Orrery's open feed by server-sent events, with Python's standard library alone.

usage: feed.py [--url http://localhost:2567] [--topics kills,rounds] [--since kills:0] [--count N]
"""

import argparse
import http.client
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


class Feed:
    """Messages of some topics, one after the other and each once: when the connection is lost, it goes on where it was.

    `place` says where that is, such as "kills:120,scores:44"; keep it to go on another day.
    """

    def __init__(self, url, topics, since="", silence_s=40):
        query = {"topics": ",".join(topics)}
        self.address = f"{url.rstrip('/')}/feed?{urllib.parse.urlencode(query, safe=',')}"
        self.place = since
        self.connections = 0
        # The server says something every 15 s.
        self.silence_s = silence_s

    def __iter__(self):
        pause_s = 0.1
        while True:
            try:
                for message in self._connection():
                    pause_s = 0.1
                    yield message
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code != 429:
                    raise SystemExit(f"refused: {error.read().decode()}") from None
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(pause_s)
            pause_s = min(5.0, pause_s * 2)

    def _connection(self):
        headers = {"Accept": "text/event-stream", "Last-Event-ID": self.place}
        request = urllib.request.Request(self.address, headers=headers)
        with urllib.request.urlopen(request, timeout=self.silence_s) as stream:
            self.connections += 1
            place, data = self.place, []
            for raw in stream:
                line = raw.decode("utf-8").rstrip("\n")
                if line.startswith("id: "):
                    place = line[4:]
                elif line.startswith("data: "):
                    data.append(line[6:])
                elif line == "" and data:
                    message = json.loads("\n".join(data))
                    data = []
                    self.place = place
                    yield message


def main():
    parser = argparse.ArgumentParser(description="Prints what happens in Orrery, one JSON object a line.")
    parser.add_argument("--url", default="http://localhost:2567")
    parser.add_argument("--topics", default="kills,rounds,scores,chat")
    parser.add_argument("--since", default="", help="such as kills:0 for all that is kept")
    parser.add_argument("--count", type=int, default=0, help="ends after so many messages of topics")
    options = parser.parse_args()
    seen = 0
    for message in Feed(options.url, options.topics.split(","), options.since):
        print(json.dumps(message), flush=True)
        seen += "seq" in message
        if options.count and seen >= options.count:
            return


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
