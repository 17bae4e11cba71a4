"""Makes a data folder with many made-up filings: big_folder.py DIR COUNT."""

from __future__ import annotations

import random
import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.model.filing_number import number_key
from app.model.kinds import AlgorithmType, FilingStatus, ProductKind, ProductState, Role
from app.services.workspace import open_workspace

A = "云山海星天河智数科华新启明远景和信联创飞鸟鲸蓝白青松竹梅"
B = "推荐排序检索生成合成调度决策过滤识别匹配分发对话翻译问答摘要"
SUBJECTS, PRODUCTS = 200, 1000
CODES = {"generative": "01", "push": "02", "rank": "03", "search": "04", "dispatch": "06"}


def made_up(chance: random.Random, letters: str, count: int) -> str:
    return "".join(chance.sample(letters, count))


def fill(database: Path, count: int) -> None:
    """Write the records straight into the tables; their lines are derived at the next opening."""
    chance = random.Random(7)
    raw = sqlite3.connect(database)
    raw.executemany(
        "INSERT INTO organisation VALUES (?, ?, '', NULL, '', '', '', '', '', 0)",
        [
            (i, f"{made_up(chance, A, 4)}科技（{chance.choice(('北京', '上海'))}）有限公司{i}")
            for i in range(1, SUBJECTS + 1)
        ],
    )
    kinds, states = [k.value for k in ProductKind], [s.value for s in ProductState]
    products = [
        (i, chance.randint(1, SUBJECTS), f"{made_up(chance, A, 3)}{i}", chance.choice(kinds),
         states[chance.random() > 0.8])
        for i in range(1, PRODUCTS + 1)
    ]  # fmt: skip
    raw.executemany("INSERT INTO product VALUES (?, ?, ?, ?, ?, NULL, '')", products)
    own: dict[int, list[int]] = {}
    for product in products:
        own.setdefault(product[1], []).append(product[0])
    types, roles = [t.value for t in AlgorithmType], [r.value for r in Role]
    for i in range(1, count + 1):
        subject, kind = chance.randint(1, SUBJECTS), chance.choice(types)
        name = f"{made_up(chance, A, 3)}{made_up(chance, B, 4)}算法"
        purpose = f"应用于{made_up(chance, B, 8)}场景，根据{made_up(chance, A + B, 12)}提供服务。"
        number = f"网信算备{chance.choice(('110108', '310104'))}{1000000 + i}{CODES[kind]}22001"
        number += f"{chance.randint(0, 9)}号"
        status = chance.choices([s.value for s in FilingStatus], [80, 5, 12, 3])[0]
        day = f"20{chance.randint(22, 26)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        raw.execute(
            "INSERT INTO algorithm VALUES (?, ?, ?, ?, ?, ?, '')",
            (i, subject, name, kind, chance.choice(roles), purpose),
        )
        raw.execute(
            "INSERT INTO filing (id, organisation_id, algorithm_id, platform, title, number,"
            " number_key, status, filed_on, cancelled_month, remark, source, source_text)"
            " VALUES (?, ?, ?, 'cac-algorithm', '', ?, ?, ?, ?, '', '', 'list.xlsx', '')",
            (i, subject, i, number, number_key(number), status, day),
        )
        some = own.get(subject, [])
        for product in chance.sample(some, min(len(some), chance.randint(0, 2))):
            raw.execute(
                "INSERT INTO filing_product (filing_id, product_id) VALUES (?, ?)", (i, product)
            )
    raw.execute("PRAGMA user_version = 0")
    raw.commit()
    raw.close()


def main(folder: Path, count: int) -> None:
    """Make the folder and derive its lines."""
    open_workspace(folder).close()
    fill(folder / "qingbei.db", count)
    open_workspace(folder).close()
    (folder / "window.ini").write_text("[window]\npage=inventory\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
