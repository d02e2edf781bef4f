#!/usr/bin/env python3
"""shrink.py MODEL_TEST SEED PAGE STEPS - which steps of a failing run of model_test are needed for it to fail.

Leaves out more and more ranges of steps as long as the run fails in the same way, and prints the environment that shows the
failure with what is left. Steps do not depend on each other's random numbers, so that leaving one out changes no other.
"""
import os
import re
import subprocess
import sys

program, seed, page, steps = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])


def ranges(kept):
    """The steps that are left out, as A-B,C-D."""
    out, at = [], 1
    for step in kept + [steps + 1]:
        if step > at:
            out.append(f"{at}-{step - 1}")
        at = step + 1
    return ",".join(out)


def environment(kept):
    return {"ESENT_MODEL_SEED": seed, "ESENT_MODEL_PAGE": page, "ESENT_MODEL_STEPS": str(steps),
            "ESENT_MODEL_SKIP": ranges(kept)}


def failure(kept):
    """What a run says when it fails, without its numbers; "" when it passes."""
    try:
        done = subprocess.run([program], env={**os.environ, **environment(kept)}, capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        return "hangs"
    if done.returncode == 0:
        return ""
    text = (done.stdout + done.stderr).decode(errors="replace")
    found = re.search(r"ERROR: (?:seed \d+, pages of \d+ bytes, step \d+: )?(?:session \d+ level \d+ table \d+: )?(.*)", text)
    return re.sub(r"\d+", "#", found.group(1).split(":")[-1] if found else f"signal {done.returncode}")


kept = list(range(1, steps + 1))
wanted = failure(kept)
if not wanted:
    sys.exit("the run passes")
print("fails with:", wanted, file=sys.stderr)
size = len(kept) // 2
while size >= 1:
    at, shrunk = len(kept), False
    while at > 0:
        low = max(0, at - size)
        without = kept[:low] + kept[at:]
        if failure(without) == wanted:
            kept, shrunk = without, True
        at = low
    print(f"{len(kept)} steps left", file=sys.stderr)
    if len(kept) < 100:
        print(" ".join(f"{name}={value}" for name, value in environment(kept).items()), program, flush=True)
    size = size // 2 if size > 1 or not shrunk else 1
