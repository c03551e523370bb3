#!/usr/bin/python3
"""A stand-in of the original IXPQos client, as far as the collector sees it.

It asks for the list, finds itself in it, and posts one round, with the library and in the form of
the original. It does not ping: a peer that is called down-... is one whose measurement failed, which
the original posts as "pinged": false with nulls; the others are always the same.
"""
import argparse
import sys

import requests

parser = argparse.ArgumentParser()
parser.add_argument("-k", required=True, help="API key")
parser.add_argument("-n", required=True, help="name of this probe")
parser.add_argument("-r", required=True, help="collector's host")
arguments = parser.parse_args()

api = f"https://{arguments.r}/backend/api/v1"
headers = {"X-API-Key": arguments.k}


def fail(response):
    sys.exit(f"{response.status_code} {response.json()['error']}")


answer = requests.get(f"{api}/conf/probes", headers=headers)
if answer.status_code != 200:
    fail(answer)

results = []
for probe in answer.json()["probes"]:
    if probe["name"] == arguments.n:
        continue
    result = {key: probe[key] for key in ("name", "proto", "address")}
    pinged = not probe["name"].startswith("down-")
    result["pinged"] = pinged
    result["ping_min"] = 0.412 if pinged else None
    result["ping_max"] = 0.533 if pinged else None
    result["ping_avg"] = 0.455 if pinged else None
    result["ping_jitter"] = 0.031 if pinged else None
    result["ping_loss"] = 0.0 if pinged else None
    results.append(result)

answer = requests.post(
    f"{api}/data/probe-result", headers=headers, json={"source": arguments.n, "probes": results}
)
if answer.status_code != 200:
    fail(answer)
print(answer.json()["status"])
