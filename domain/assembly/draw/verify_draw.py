"""Rifà i conti di un sorteggio pubblicato: python3 verify_draw.py CARTELLA [CODICE] [--frame LISTA.csv]."""

import hashlib
import hmac
import json
import sys
from pathlib import Path
from typing import Any


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _need(holds: object, problem: str) -> None:
    if not holds:
        raise ValueError(problem)


def _ticket(seed: bytes, code: str) -> str:
    return hmac.new(seed, b"ticket:" + code.encode(), "sha256").hexdigest()


def read(folder: Path) -> Any:
    """Return the records of the folder, once the fingerprint of every file has been compared."""
    own = "margins.json" if (folder / "margins.json").exists() else "panels.json"
    names = sorted(["LEGGIMI.txt", "draw.json", "manifest.json", own, "seed.json", "verify_draw.py"])
    found = sorted(path.name for path in folder.iterdir() if path.name != "__pycache__")
    _need(found == ["LEGGIMI.txt", "SHA256SUMS", *names[1:]], f"i file della cartella non sono quelli attesi: {found}")
    data = {name: (folder / name).read_bytes() for name in found}
    sums = "".join(f"{_sha(data[name])}  {name}\n" for name in names).encode()
    _need(sums == data["SHA256SUMS"], "un file è stato alterato: le impronte non tornano")
    records = {name[:-5]: json.loads(data[name]) for name in names if name.endswith(".json")}
    for name, record in records.items():
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
        _need(text.encode() == data[f"{name}.json"], f"{name}.json non è nella forma prescritta")
    return records, {name: _sha(data[f"{name}.json"]) for name in records}


def seed_from(manifest: Any, fingerprint: str, record: Any) -> bytes:
    """Return the seed, made again from the public values."""
    drand, named, lottery = record["drand"], manifest["sources"], record["lottery"]
    _need(record["manifest_sha256"] == fingerprint, "il seme si riferisce a un altro impegno")
    _need(drand["round"] == named["drand"]["round"], "il seme si riferisce a un altro giro di drand")
    _need(_sha(bytes.fromhex(drand["signature"])) == drand["randomness"], "il valore di drand non segue dalla firma")
    wheels = [wheel.partition("=") for wheel in lottery.split("/")[:-1]]
    _need([name for name, _, _ in wheels] == named["lottery"]["wheels"], "le ruote non sono quelle dell'impegno")
    numbers = [sorted({int(number) for number in text.split(".")[:-1]}) for _, _, text in wheels]
    fair = all(len(five) == 5 and five[0] >= 1 and five[-1] <= 90 for five in numbers)
    again = [f"{w[0]}={''.join(f'{n}.' for n in five)}/" for w, five in zip(wheels, numbers)]  # noqa: B905
    _need(fair and "".join(again) == lottery, "i numeri della lotteria sono impossibili")
    parts = [f"istruttoria/{manifest['rule']}".encode(), bytes.fromhex(fingerprint), str(drand["round"]).encode()]
    whole = [*parts, bytes.fromhex(drand["randomness"]), lottery.encode()]
    seed = hashlib.sha256(b"".join(len(part).to_bytes(8, "big") + part for part in whole)).digest()
    _need(seed.hex() == record["seed"], "il seme non è quello che nasce dalle fonti")
    url = f"https://api.drand.sh/{named['drand']['chain']}/public/{drand['round']}"
    told = f"  i numeri: {named['lottery']['name']}, estrazione del {named['lottery']['on']}: {lottery}"
    print(f"Seme: {seed.hex()}\nConfrontate a mano (il programma non usa la rete):\n  la firma: {url}\n{told}")
    return seed


def check_frame(manifest: Any, waves: Any, seed: bytes, file: Path) -> None:
    """Make the whole first draw again from the list."""
    _need(_sha(file.read_bytes()) == manifest["frame"]["sha256"], "la lista non è quella dell'impegno")
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").split("\n")[1:-1]]
    strata, letters, total, many = manifest["strata"], manifest["letters"], len(rows), len(manifest["strata"])
    places = {tuple(stratum["classes"]): at for at, stratum in enumerate(strata)}
    tickets = sorted((_ticket(seed, row[0]), row[0], places[tuple(row[1:-1])], row[-1]) for row in rows)
    counts, drawn, cutoffs, settled, households = [0] * many, [0] * many, [""] * many, set(), set()
    for _, _, at, _ in tickets:
        counts[at] += 1
    given = [letters * people // total for people in counts]
    order = sorted(range(many), key=lambda at: (-(letters * counts[at] % total), -counts[at], at))
    for at in order[: letters - sum(given)]:
        given[at] += 1
    same = all(s["letters"] == given[at] and s["people"] in (None, counts[at]) for at, s in enumerate(strata))
    _need(same, "persone o lettere degli strati non tornano")
    for wave in waves:
        codes, passed = [], 0
        for number, code, at, household in tickets:
            if code in settled or drawn[at] >= wave["cutoffs"][at]["letters"]:
                continue
            settled.add(code)
            if household and household in households:
                passed += 1
            else:
                households.add(household)
                drawn[at], cutoffs[at] = drawn[at] + 1, number
                codes.append(code)
        again = [(cut["drawn"], cut["cutoff"]) for cut in wave["cutoffs"]] == list(zip(drawn, cutoffs))  # noqa: B905
        told, text = (wave["drawn"], wave["passed_over"], wave["codes_sha256"]), "\n".join([*sorted(codes), ""])
        _need(again and told == (len(codes), passed, _sha(text.encode())), "soglie o sorteggiati non tornano")
    print(f"Lista: {total} righe; rifatto l'intero sorteggio, {sum(drawn)} codici sorteggiati: tutto torna.")


def check_first(records: Any, seed: bytes, code: str, frame: str) -> None:
    """Check the cut-offs, then the list and the code if they are given."""
    manifest, waves = records["manifest"], records["draw"]["waves"]
    strata, total, letters = manifest["strata"], manifest["frame"]["rows"], manifest["letters"]
    rows = [(cut["classes"], cut["letters"]) for cut in waves[0]["cutoffs"]]
    _need(rows == [(s["classes"], s["letters"]) for s in strata], "le lettere non sono quelle dell'impegno")
    fair = all(s["people"] is None or abs(s["letters"] * total - s["people"] * letters) < total for s in strata)
    _need(fair and sum(s["letters"] for s in strata) == letters, "le lettere non sono in proporzione alle persone")
    if frame:
        check_frame(manifest, waves, seed, Path(frame))
    if code:
        print(f"Codice {code}, biglietto {(own := _ticket(seed, code))}.\nRientra nella soglia dello strato?")
        for cut in waves[-1]["cutoffs"]:
            print(f"  {', '.join(cut['classes'])}: {'sì' if own <= cut['cutoff'] else 'no'}")
        print("Una sola lettera per famiglia: se un familiare sorteggiato ha un biglietto più basso, vale il suo.")


def check_selection(records: Any, panels_sha256: str, seed: bytes, code: str) -> None:
    """Draw the numbered ticket again, then the reserve."""
    _need(panels_sha256 == records["manifest"]["panels_sha256"], "i biglietti non sono quelli dell'impegno")
    tickets, turn = records["panels"]["tickets"], 0
    fair = 2**256 // len(tickets) * len(tickets)
    while (value := int.from_bytes(hmac.new(seed, b"index:%d" % turn, "sha256").digest(), "big")) >= fair:
        turn += 1
    drawn = tickets[value % len(tickets)]
    members = set().union(*drawn["cohorts"])
    reserve = sorted(set(records["panels"]["pool"]) - members, key=lambda one: (_ticket(seed, one), one))
    _need(records["draw"] == {**drawn, "reserve": reserve}, "biglietto, membri o riserve non sono quelli del seme")
    print(f"Biglietto sorteggiato: {drawn['number']}; membri {len(members)}, riserve {len(reserve)}: tutto torna.")
    if code:
        place = f"riserva n. {reserve.index(code) + 1}" if code in reserve else "non è fra i disponibili"
        print(f"Codice {code}: {'membro' if code in members else place}.")


def main(words: list[str]) -> int:
    """Check one folder and say in Italian what was found."""
    frame = words.pop(words.index("--frame") + 1) if "--frame" in words[:-1] else ""
    folder, code = ([word.strip() for word in words if word != "--frame"] + ["", ""])[:2]
    try:
        records, prints = read(Path(folder))
        seed = seed_from(records["manifest"], prints["manifest"], records["seed"])
        if "margins" in records:
            check_first(records, seed, code, frame)
        else:
            check_selection(records, prints["panels"], seed, code)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError) as wrong:
        print(f"NON VERIFICATO: {wrong}\nUso: python3 verify_draw.py CARTELLA [CODICE] [--frame LISTA.csv]")
        return 1
    print("VERIFICATO: i file pubblicati sono integri e i conti tornano.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
