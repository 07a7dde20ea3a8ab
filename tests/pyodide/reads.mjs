// Reads every golden machine with the wheel in a browser's Python, and compares the verdicts.
//   node reads.mjs WHEEL GOLDEN
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [wheel, golden] = process.argv.slice(2);
const python = await loadPyodide();
python.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel", { extractDir: "/wheel" });
python.FS.mkdirTree("/golden");
python.FS.mount(python.FS.filesystems.NODEFS, { root: golden }, "/golden");
const wrong = python.runPython(`
import json, platform, sys
from pathlib import Path

sys.path.insert(0, "/wheel")
import hvutils

wrong = machines = 0
for expected in sorted(Path("/golden").glob("*/expected.json")):
    machines += 1
    verdict = hvutils.classify(expected.parent)
    told = verdict.to_dict()
    assert str(verdict) and verdict._repr_mimebundle_()
    for key, value in json.loads(expected.read_text())["verdict"].items():
        if told.get(key, value) != value:
            print(f"{expected.parent.name}: {key} is {told[key]!r}, not {value!r}")
            wrong += 1
print(f"Python {platform.python_version()} on {sys.platform}: {machines} machines, {wrong} wrong")
wrong or not machines
`);
process.exit(Number(wrong));
