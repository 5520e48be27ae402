"""Reads so many messages of one topic with the example's client, and prints what it saw as JSON; progress in between.
usage: read_feed.py EXAMPLES_FOLDER URL TOPIC COUNT
"""

import json
import sys

sys.path.insert(0, sys.argv[1])
from feed import Feed  # noqa: E402

url, topic, count = sys.argv[2], sys.argv[3], int(sys.argv[4])
feed = Feed(url, [topic], f"{topic}:0")
seen, faults, kinds = 0, [], {}
for message in feed:
    kinds[message["type"]] = kinds.get(message["type"], 0) + 1
    if "seq" not in message:
        continue
    seen += 1
    if message["seq"] != seen or message["round"] != seen:
        faults.append([seen, message["seq"], message["round"], f"connection {feed.connections}"])
    if seen % 250 == 0:
        print(seen, flush=True)
    if seen == count:
        break
print(json.dumps({"seen": seen, "faults": faults[:10], "connections": feed.connections, "kinds": kinds}))
