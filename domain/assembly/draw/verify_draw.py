"""Rifà i conti di un sorteggio pubblicato: python3 verify_draw.py CARTELLA [CODICE] [--frame LISTA.csv]."""

import hashlib
import hmac
import json
import sys
from pathlib import Path

FIRST = ["LEGGIMI.txt", "draw.json", "manifest.json", "margins.json", "seed.json", "verify_draw.py"]
SELECTION = ["LEGGIMI.txt", "draw.json", "manifest.json", "panels.json", "seed.json", "verify_draw.py"]


def sha(data):
    """Return the SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def need(holds, problem):
    """Stop with the problem unless it holds."""
    if not holds:
        raise ValueError(problem)


def listed(codes):
    """Return the fingerprint of a list of codes."""
    return sha("".join(code + "\n" for code in codes).encode())


def ticket(seed, code):
    """Return a code's ticket."""
    return hmac.digest(seed, b"ticket:" + code.encode(), "sha256").hex()


def read(folder):
    """Return the records of the folder, once the fingerprint of every file has been compared."""
    names = FIRST if (folder / "margins.json").exists() else SELECTION
    found = sorted(path.name for path in folder.iterdir())
    need(found == sorted([*names, "SHA256SUMS"]), f"i file della cartella non sono quelli pubblicati: {found}")
    sums = "".join(f"{sha((folder / name).read_bytes())}  {name}\n" for name in names).encode()
    need(sums == (folder / "SHA256SUMS").read_bytes(), "un file è stato alterato: le impronte non tornano")
    records = {}
    for name in (name for name in names if name.endswith(".json")):
        records[name[:-5]] = json.loads((folder / name).read_bytes())
        text = json.dumps(records[name[:-5]], ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        need(text.encode() == (folder / name).read_bytes(), f"{name} non è nella forma prescritta")
    return records, sha((folder / "manifest.json").read_bytes())


def seed_from(manifest, fingerprint, record):
    """Return the seed, made again from the public values."""
    drand, named = record["drand"], manifest["sources"]
    need(record["manifest_sha256"] == fingerprint, "il seme si riferisce a un altro impegno")
    need(drand["round"] == named["drand"]["round"], "il giro di drand non è quello dell'impegno")
    need(sha(bytes.fromhex(drand["signature"])) == drand["randomness"], "il valore di drand non segue dalla firma")
    wheels = record["lottery"].split("/")
    need(wheels.pop() == "" and [w.split("=")[0] for w in wheels] == named["lottery"]["wheels"], "ruote diverse")
    for wheel in wheels:
        numbers = [int(number) for number in wheel.split("=")[1].split(".")[:-1]]
        fair = len(numbers) == 5 and numbers == sorted(set(numbers)) and 1 <= numbers[0] and numbers[-1] <= 90
        need(fair and wheel.split("=")[1] == "".join(f"{n}." for n in numbers), f"numeri impossibili: {wheel}")
    parts = [b"istruttoria/" + manifest["rule"].encode(), bytes.fromhex(fingerprint), str(drand["round"]).encode()]
    parts += [bytes.fromhex(drand["randomness"]), record["lottery"].encode()]
    seed = hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in parts)).digest()
    need(seed.hex() == record["seed"], "il seme non è quello che nasce dalle fonti")
    print(
        f"Seme: {seed.hex()}\n  Confrontate la firma con https://api.drand.sh/{named['drand']['chain']}/public/"
        f"{drand['round']}\n  e i numeri con {named['lottery']['name']} del {named['lottery']['on']}: {record['lottery']}"
    )
    return seed


def shared_out(counts, letters):
    """Return the letters of each stratum by largest remainder."""
    total = sum(counts)
    given = [letters * people // total for people in counts]
    order = sorted(range(len(counts)), key=lambda at: (-(letters * counts[at] % total), -counts[at], at))
    for at in order[: letters - sum(given)]:
        given[at] += 1
    return given


def check_frame(manifest, waves, seed, file):
    """Make the whole first draw again from the list."""
    need(sha(file.read_bytes()) == manifest["frame"]["sha256"], "la lista non è quella dell'impegno")
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").split("\n")[1:-1]]
    places = {tuple(stratum["classes"]): at for at, stratum in enumerate(manifest["strata"])}
    counts = [0] * len(places)
    for row in rows:
        counts[places[tuple(row[1:-1])]] += 1
    need(shared_out(counts, manifest["letters"]) == [s["letters"] for s in manifest["strata"]], "lettere mal ripartite")
    known = [(s["people"], count) for s, count in zip(manifest["strata"], counts)]  # noqa: B905 - Python 3.8 too
    need(all(told in (None, count) for told, count in known), "le persone degli strati non tornano")
    tickets = sorted((ticket(seed, row[0]), row[0], places[tuple(row[1:-1])], row[-1]) for row in rows)
    settled, households, drawn, cutoffs = set(), set(), [0] * len(places), [""] * len(places)
    for wave in waves:
        codes, passed = [], 0
        for number, code, at, household in tickets:
            if code in settled or drawn[at] >= wave["cutoffs"][at]["letters"]:
                continue
            settled.add(code)
            if household and household in households:
                passed += 1
                continue
            households.add(household)
            drawn[at], cutoffs[at] = drawn[at] + 1, number
            codes.append(code)
        told = [(cutoff["drawn"], cutoff["cutoff"]) for cutoff in wave["cutoffs"]]
        need(told == list(zip(drawn, cutoffs)), "le soglie non tornano")  # noqa: B905
        need(
            wave["codes_sha256"] == listed(sorted(codes)) and wave["passed_over"] == passed, "i sorteggiati non tornano"
        )
    print(f"Lista: {len(rows)} righe; rifatto l'intero sorteggio, {sum(drawn)} codici sorteggiati: tutto torna.")


def check_first(records, seed, code, frame):
    """Check the cut-offs, and the code and the list if they are given."""
    manifest, waves = records["manifest"], records["draw"]["waves"]
    table = [(stratum["classes"], stratum["letters"]) for stratum in manifest["strata"]]
    need([(c["classes"], c["letters"]) for c in waves[0]["cutoffs"]] == table, "soglie di altri strati")
    need(sum(letters for _, letters in table) == manifest["letters"], "la somma delle lettere non torna")
    total, letters = manifest["frame"]["rows"], manifest["letters"]
    fair = [abs(s["letters"] * total - s["people"] * letters) < total for s in manifest["strata"] if s["people"]]
    need(all(fair), "le lettere di uno strato non sono in proporzione")
    if frame:
        check_frame(manifest, waves, seed, Path(frame))
    if code:
        own = ticket(seed, code)
        print(f"Codice {code}, biglietto {own}.\nÈ sorteggiato chi, nel proprio strato, non supera la soglia:")
        for cutoff in waves[-1]["cutoffs"]:
            inside = "sorteggiato" if own <= cutoff["cutoff"] else "non sorteggiato"
            print(f"  {', '.join(cutoff['classes'])}: {inside}")
        print("Una sola lettera per famiglia: se un familiare ha un biglietto più basso, vale il suo.")


def check_selection(records, fingerprint_of_panels, seed, code):
    """Draw the ticket again, then the reserve."""
    manifest, panels, told = records["manifest"], records["panels"], records["draw"]
    need(fingerprint_of_panels == manifest["panels_sha256"], "i biglietti non sono quelli dell'impegno")
    many, turn = len(panels["tickets"]), 0
    while True:
        value = int.from_bytes(hmac.digest(seed, b"index:" + str(turn).encode(), "sha256"), "big")
        if value < 2**256 // many * many:
            break
        turn += 1
    drawn = panels["tickets"][value % many]
    members = {member for cohort in drawn["cohorts"] for member in cohort}
    reserve = sorted(set(panels["pool"]) - members, key=lambda one: (ticket(seed, one), one))
    need(told == {**drawn, "reserve": reserve}, "il biglietto, i membri o le riserve non sono quelli del seme")
    print(f"Biglietto sorteggiato: {drawn['number']}; membri {len(members)}, riserve {len(reserve)}: tutto torna.")
    if code:
        place = reserve.index(code) + 1 if code in reserve else 0
        print(f"Codice {code}: {'membro' if code in members else f'riserva n. {place}' if place else 'non compare'}.")


def main(words):
    """Check one folder and say in Italian what was found."""
    frame = words.pop(words.index("--frame") + 1) if "--frame" in words[:-1] else ""
    words = [word for word in words if word != "--frame"]
    if not words:
        print(__doc__)
        return 2
    try:
        folder, code = Path(words[0]), (words[1:] or [""])[0].strip()
        records, fingerprint = read(folder)
        seed = seed_from(records["manifest"], fingerprint, records["seed"])
        if "margins" in records:
            check_first(records, seed, code, frame)
        else:
            check_selection(records, sha((folder / "panels.json").read_bytes()), seed, code)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError) as wrong:
        print(f"NON VERIFICATO: {wrong}")
        return 1
    print("VERIFICATO: i file pubblicati sono integri e i conti tornano.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
