"""A stand-in of the original collector, written from its behaviour: a Flask application that checks
the key and writes each result of a POST as one point to the time-series engine, one after the
other."""

import os
from http import HTTPStatus

import urllib3
from flask import Flask, jsonify, request

ENGINE = os.environ["STANDIN_ENGINE"]
KEY = os.environ["STANDIN_KEY"]

app = Flask(__name__)
engine = urllib3.PoolManager()


def tag(text):
    return str(text).replace(",", r"\,").replace("=", r"\=").replace(" ", r"\ ")


@app.post("/api/v1/data/probe-result")
def probe_result():
    if "X-API-Key" not in request.headers:
        return jsonify(error="Please provide an API key"), HTTPStatus.BAD_REQUEST
    if request.headers["X-API-Key"] != KEY:
        return jsonify(error="The provided API key is not valid"), HTTPStatus.FORBIDDEN
    result = request.get_json()
    for probe in result["probes"]:
        if not probe["pinged"] or probe["ping_min"] is None:
            continue
        point = "Ping,source={},target={},status=ok min={},max={},avg={},jitter={},loss={}".format(
            tag(result["source"]),
            tag(probe["name"]),
            *(float(probe["ping_" + field]) for field in ("min", "max", "avg", "jitter", "loss")),
        )
        answer = engine.request("POST", ENGINE + "/api/v2/write?org=o&bucket=b", body=point.encode())
        if answer.status != HTTPStatus.NO_CONTENT:
            return jsonify(error="unable to store probe result"), HTTPStatus.INTERNAL_SERVER_ERROR
    return jsonify(status="ok")
