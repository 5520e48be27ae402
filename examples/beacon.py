#!/usr/bin/env python3
"""Publishes telemetry as a beacon on Orrery's map and in its feed, with Python's standard library alone.

usage: beacon.py --token TOKEN [--url http://localhost:2567] [--x PX --y PX] [--label TEXT] [--count N] [NAME=NUMBER …]

A moderator makes the token: POST /beacons/token {"name": "greenhouse"}.
"""

import argparse
import json
import os
import sys
import time
import urllib.error
import urllib.request


class Beacon:
    def __init__(self, url, token):
        self.address = f"{url.rstrip('/')}/beacon"
        self.token = token

    def publish(self, x, y, label="", values=None):
        """Returns when it fades, s since 1970; raises urllib.error.HTTPError, whose body says why."""
        body = json.dumps({"x": x, "y": y, "label": label, "values": values or {}}).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self.address, body, headers), timeout=10) as answer:
            return json.load(answer)["fadesAt"] / 1000


def main():
    parser = argparse.ArgumentParser(description="Publishes the machine's load, or what is given, every 5 s.")
    parser.add_argument("--url", default="http://localhost:2567")
    parser.add_argument("--token", required=True)
    parser.add_argument("--x", type=int, default=3000, help="px from the star")
    parser.add_argument("--y", type=int, default=0)
    parser.add_argument("--label", default="load")
    parser.add_argument("--count", type=int, default=0, help="ends after so many")
    parser.add_argument("values", nargs="*", metavar="NAME=NUMBER")
    options = parser.parse_args()
    beacon = Beacon(options.url, options.token)
    given = {name: float(number) for name, number in (pair.split("=", 1) for pair in options.values)}
    published = 0
    while True:
        values = given or {"load": os.getloadavg()[0]}
        try:
            fades_at = beacon.publish(options.x, options.y, options.label, values)
        except urllib.error.HTTPError as error:
            raise SystemExit(f"refused: {error.read().decode()}") from None
        print(f"{values}, until {time.strftime('%H:%M:%S', time.localtime(fades_at))}", flush=True)
        published += 1
        if options.count and published >= options.count:
            return
        time.sleep(5)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
