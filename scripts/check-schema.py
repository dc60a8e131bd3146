"""Called by check-schema.sh: SKALD SCRATCH."""

import copy
import json
import pathlib
import random
import subprocess
import sys

import jsonschema
from ruamel.yaml import YAML

SEED = 20_260_101
MUTATIONS = 1_500
# Findings about the shape of a document; others need names, or other files.
SHAPE = {"SK101", "SK103", "SK104"}
# Faults with these codes that lie beyond what a schema of one document can say.
BEYOND = (
    "expected the path", "expected a path", "expected the file", "expected a state for each", "a `state` needs",
    "goes with", "not both", "either `returns`", "are called", "a case needs", "holds one type", "a step is not called",
    "for sagas: a choreography", "a reaction needs", "a `catch` entry needs",
    "before the last needs",
)

skald, scratch = sys.argv[1], pathlib.Path(sys.argv[2])
schema = json.loads((scratch / "skald.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)


def documents(path):
    """The documents of a file, by the core schema of YAML 1.2."""
    yaml = YAML(typ="safe", pure=True)
    return [d for d in yaml.load_all(path.read_text()) if isinstance(d, dict) and "skald" in d]


def plain(value):
    """The value with nothing in it that JSON does not know."""
    return json.loads(json.dumps(value, default=str))


corpus = pathlib.Path("Tests/SkaldLanguageTests/Corpus")
files = [p for root in (pathlib.Path("sagas"), corpus / "correct", corpus / "flows") for p in sorted(root.rglob("*.yaml"))]
files = [p for p in files if p.name != "skald.yaml"]
correct = []
for path in files:
    for document in documents(path):
        for error in validator.iter_errors(plain(document)):
            sys.exit(f"{path}: {error.json_path}: {error.message}")
        correct.append(plain(document))
print(f"{len(correct)} correct documents of {len(files)} files are valid")


def places(value, found):
    """Every mapping and list, with the keys or indexes of its entries."""
    if isinstance(value, dict):
        found += [(value, key) for key in value] + [(value, None)]
        for entry in value.values():
            places(entry, found)
    elif isinstance(value, list):
        found += [(value, index) for index in range(len(value))]
        for entry in value:
            places(entry, found)
    return found


def mutated(document, chance):
    """The document with one entry removed, added or replaced."""
    document = copy.deepcopy(document)
    parent, key = chance.choice(places(document, []))
    if key is None:
        parent["zzzz"] = 1
    elif isinstance(parent, dict) and chance.random() < 0.4:
        if key == "skald":
            return None
        del parent[key]
    else:
        parent[key] = chance.choice([12345, True, "zzzz zzzz", [], [[]], {}, {"zzzz": {"zzzz": 1}}, -1])
    return document if "skald" in document else None


chance = random.Random(SEED)
folder = scratch / "mutated"
folder.mkdir()
changed = {}
while len(changed) < MUTATIONS:
    document = mutated(chance.choice(correct), chance)
    if document is None:
        continue
    name = f"{len(changed)}.yaml"
    # JSON is YAML, so that both read the same.
    (folder / name).write_text(json.dumps(document))
    changed[name] = document

run = subprocess.run([skald, "lint", "--format", "json", str(folder)], capture_output=True, text=True)
if run.returncode not in (0, 1):
    sys.exit(run.stderr)
faults, errors = {}, {}
for finding in json.loads(run.stdout)["findings"]:
    name = pathlib.Path(finding["file"]).name
    if finding["severity"] == "error":
        errors.setdefault(name, []).append(f"{finding['code']} {finding['message']}")
        if finding["code"] in SHAPE and not any(words in finding["message"] for words in BEYOND):
            faults.setdefault(name, []).append(f"{finding['code']} {finding['message']}")

wrong = 0
invalid = 0
for name, document in changed.items():
    found = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(document)]
    invalid += bool(found)
    if name in faults and not found:
        wrong += 1
        print(f"valid, but lint says {faults[name][0]}: {json.dumps(document)[:600]}")
    if found and name not in errors:
        wrong += 1
        print(f"lint finds nothing, but {found[0][:300]}: {json.dumps(document)[:600]}")
print(f"{len(changed)} changed documents, {invalid} invalid, {len(faults)} with a fault of their shape, {wrong} differ")
if wrong or invalid < MUTATIONS / 4:
    sys.exit(1)
