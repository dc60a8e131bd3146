#!/usr/bin/env python3
"""A bank that takes part in sagas: python3 participant.py bank.db 8002

POST /charge and POST /refund with {"orderId": "7", "amount": 5}; GET /ledger tells what really happened.
"""
import hashlib, json, re, sqlite3, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SCHEMA = """
CREATE TABLE IF NOT EXISTS skald_answers (
  operation TEXT NOT NULL, key TEXT NOT NULL, input TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
  expires INTEGER NOT NULL, PRIMARY KEY (operation, key)
);
CREATE INDEX IF NOT EXISTS skald_answers_by_expiry ON skald_answers (expires);
CREATE TABLE IF NOT EXISTS skald_barrier (
  instance TEXT NOT NULL, step TEXT NOT NULL, first TEXT NOT NULL CHECK (first IN ('action', 'undo')),
  expires INTEGER NOT NULL, PRIMARY KEY (instance, step)
);
CREATE INDEX IF NOT EXISTS skald_barrier_by_expiry ON skald_barrier (expires);
CREATE TABLE IF NOT EXISTS ledger (orderId TEXT NOT NULL, amount INTEGER NOT NULL);
"""
FIND_ANSWER = """
SELECT input, kind, body FROM skald_answers WHERE operation = ? AND key = ? AND expires > ?
"""
KEEP_ANSWER = """
INSERT INTO skald_answers (operation, key, input, kind, body, expires) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (operation, key) DO UPDATE SET
  input = excluded.input, kind = excluded.kind, body = excluded.body, expires = excluded.expires
"""
COME_FIRST = """
INSERT INTO skald_barrier (instance, step, first, expires) VALUES (?, ?, ?, ?)
ON CONFLICT (instance, step) DO NOTHING
"""
WHO_CAME_FIRST = """
SELECT first FROM skald_barrier WHERE instance = ? AND step = ?
"""
BEGIN_WORK = "SAVEPOINT skald_work"
TAKE_BACK_WORK = "ROLLBACK TO skald_work"
END_WORK = "RELEASE skald_work"
SWEEP_ANSWERS = """
DELETE FROM skald_answers WHERE (operation, key) IN
(SELECT operation, key FROM skald_answers WHERE expires <= ? LIMIT ?)
"""
SWEEP_BARRIER = """
DELETE FROM skald_barrier WHERE (instance, step) IN
(SELECT instance, step FROM skald_barrier WHERE expires <= ? LIMIT ?)
"""

DAY = 86_400_000
STEPS, ANSWERS = 400 * DAY, DAY  # how long answers to sagas and to others are kept


class Refusal(Exception):
    """A business no: nothing happened."""


def charge(db, order):
    if order["amount"] > 1000:
        raise Refusal("card_declined")
    db.execute("INSERT INTO ledger VALUES (?, ?)", (order["orderId"], order["amount"]))
    return {"charged": order["amount"]}


def refund(db, order):
    row = db.execute("SELECT coalesce(sum(amount), 0) FROM ledger WHERE orderId = ?", (order["orderId"],)).fetchone()
    db.execute("INSERT INTO ledger VALUES (?, ?)", (order["orderId"], -row[0]))
    return {"refunded": row[0]}


WORK = {"charge": charge, "refund": refund}


def role(headers):
    """Whether the request is an undo, and the names of the step that it is about."""
    key, outcome = headers["Idempotency-Key"], headers.get("Skald-Outcome")
    engine = re.fullmatch(r"sk1:([^:]+):(.+)\.\d+:(a|c\d*)", key)
    names = [engine.group(1, 2)] if engine else []
    instance, step = headers.get("Skald-Instance"), headers.get("Skald-Step")
    if instance and step and (outcome or not engine):
        names.append((instance, "@" + step))
    return bool(outcome or engine and engine[3] != "a"), names


def came_first(db, who, name, now):
    if db.execute(COME_FIRST, (*name, who, now + STEPS)).rowcount == 1:
        return who
    return db.execute(WHO_CAME_FIRST, name).fetchone()[0]


def perform(db, operation, headers, order, now):
    """The kind and the body of the answer to a new call, in an open transaction."""
    is_undo, names = role(headers)
    if is_undo:
        found = ["action" == came_first(db, "undo", name, now) for name in names]
        if not any(found) and headers.get("Skald-Outcome") != "known":
            return "done", {}
    db.execute(BEGIN_WORK)
    try:
        if not is_undo and any([came_first(db, "action", name, now) == "undo" for name in names]):
            answer = "tombstoned", {}
        else:
            answer = "done", WORK[operation](db, order)
    except Refusal as refusal:
        db.execute(TAKE_BACK_WORK)
        answer = "refused", {"refused": str(refusal)}
    db.execute(END_WORK)
    return answer


def answer(db, operation, headers, order):
    """One call in one transaction. An error rolls back all of it."""
    now, key = int(time.time() * 1000), headers["Idempotency-Key"]
    text = json.dumps(order, sort_keys=True, separators=(",", ":"))
    input = hashlib.sha256(text.encode()).hexdigest()
    db.execute("BEGIN IMMEDIATE")
    try:
        known = db.execute(FIND_ANSWER, (operation, key, now)).fetchone()
        if known:
            kind, body = ("conflict", {}) if known[0] != input else (known[1], json.loads(known[2]))
        else:
            kind, body = perform(db, operation, headers, order, now)
            is_undo, names = role(headers)
            if not (is_undo and kind == "refused"):
                expires = now + (STEPS if names else ANSWERS)
                db.execute(KEEP_ANSWER, (operation, key, input, kind, json.dumps(body), expires))
        db.execute(SWEEP_ANSWERS, (now, 10))
        db.execute(SWEEP_BARRIER, (now, 10))
        db.execute("COMMIT")
        return kind, body
    except BaseException:
        db.execute("ROLLBACK")
        raise


def connect(path):
    db = sqlite3.connect(path, timeout=5, isolation_level=None)
    db.execute("PRAGMA synchronous = FULL")
    return db


class Service(BaseHTTPRequestHandler):
    STATUS = {"done": 200, "refused": 409, "tombstoned": 409, "conflict": 422, "failed": 500}

    def do_POST(self):
        operation = self.path.strip("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if operation not in WORK:
            return self.reply(404, {})
        if not self.headers.get("Idempotency-Key"):
            return self.reply(400, {"error": "the header field Idempotency-Key is missing"})
        db = connect(sys.argv[1])
        try:
            kind, answered = answer(db, operation, self.headers, json.loads(body))
        except Exception as error:
            print(error, file=sys.stderr)
            kind, answered = "failed", {"error": "something went wrong inside"}
        finally:
            db.close()
        self.reply(self.STATUS[kind], answered, {"Skald-Result": kind} if kind == "tombstoned" else {})

    def do_GET(self):
        db = connect(sys.argv[1])
        rows = db.execute("SELECT orderId, sum(amount) FROM ledger GROUP BY orderId").fetchall()
        db.close()
        self.reply(200, dict(rows))

    def reply(self, status, body, headers={}):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(data), **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    database = connect(sys.argv[1])
    database.execute("PRAGMA journal_mode = WAL")
    database.executescript(SCHEMA)
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Service)
    print(server.server_port, flush=True)
    server.serve_forever()
