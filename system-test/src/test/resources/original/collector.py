#!/usr/bin/python3
"""A stand-in of the original IXPQos collector: its paths, keys, status codes and bodies.

    collector.py PORT KEY FILE

Each body that it takes becomes a line of FILE. The first one it fails to store, as the original does
when its engine is down. It takes only what the original takes: plain JSON of one source.
"""
import json
import sys

from flask import Flask, jsonify, request

port, key, file = int(sys.argv[1]), sys.argv[2], sys.argv[3]
app = Flask(__name__)
failures = ["the first"]


@app.before_request
def check_key():
    given = request.headers.get("X-API-Key")
    if not given:
        return jsonify({"error": "Please provide an API key"}), 400
    if given != key:
        return jsonify({"error": "The provided API key is not valid"}), 403
    return None


@app.post("/api/v1/data/probe-result")
def store():
    body = request.get_json()
    if failures:
        failures.pop()
        return jsonify({"error": "unable to store probe result"}), 500
    try:
        row = {"source": body["source"], "probes": []}
        for probe in body["probes"]:
            names = ("name", "proto", "address", "pinged", "ping_loss")
            times = ("ping_min", "ping_max", "ping_avg", "ping_jitter")
            row["probes"].append({name: probe[name] for name in names + times})
        with open(file, "a", encoding="utf-8") as out:
            out.write(json.dumps(row) + "\n")
    except (KeyError, TypeError):
        return jsonify({"error": "unable to store probe result"}), 500
    return jsonify({"status": "ok"})


app.run(host="127.0.0.1", port=port)
