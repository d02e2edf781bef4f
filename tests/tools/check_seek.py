#!/usr/bin/env python3
"""check_seek.py DATABASE TABLE EXPORTED TOOL... - every record is found by its key through the indexes of its table.

EXPORTED is the table as `esentutl export --format jsonl --raw-time` wrote it. For each index without conditions, tuples
and several values, the keys of a few records are given to `esentutl seek`, which must print these records among its
answers, and none that has another key.
"""
import json
import subprocess
import sys

database, table, exported = sys.argv[1:4]
tool = sys.argv[4:]
SPECIAL = {"tuples", "cross product", "nested table"}


def run(*arguments):
    return subprocess.run([*tool, *arguments], capture_output=True, encoding="utf-8", errors="surrogateescape")


def text_of(value):
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


schema = json.loads(run("schema", database, "--table", table, "--json").stdout)["tables"][0]
several = {c["name"] for c in schema["columns"] if "multi-valued" in c["flags"]}
with open(exported, encoding="utf-8") as file:
    records = [json.loads(line) for line in file]
checks = failures = 0
for index in schema["indexes"]:
    columns = [name[1:] for name in index["key"]]
    if SPECIAL & set(index["flags"]) or index.get("conditions") or several & set(columns):
        continue
    for record in records[:: max(1, len(records) // 3)]:
        values = [record[column] for column in columns]
        if None in values or any(isinstance(v, str) and ("\0" in v or len(v) > 60) for v in values):
            continue
        answer = run("seek", database, "--table", table, "--index", index["name"], "--raw-time", "--", *map(text_of, values))
        found = [json.loads(line) for line in answer.stdout.splitlines()]
        checks += 1
        if record not in found:
            failures += 1
            print("FAILED: index %s, key %r: %s" % (index["name"], values, answer.stderr.strip()))
print("%d keys, %d failed" % (checks, failures))
sys.exit(1 if failures or checks == 0 else 0)
