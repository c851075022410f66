from __future__ import annotations

import pytest

from app.assessors.local.language import is_english


@pytest.mark.parametrize(
    "text",
    [
        "Never measured it.", "SAP, Salesforce, DocuWare", "99.5 %, 2 s", "", "No.", "Petra Lindqvist, 4 March",
        "Everything in Gdańsk and Zürich is checked nightly.", "We call it “die Ampel” and it is green.",
        "Dr. de la Cruz owns it.", "👍", "dunno lol", "Max 2 % null, freshness 6h",
    ],
)  # fmt: skip
def test_english_and_what_tells_nothing_is_read(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wir haben keine Schwellenwerte vereinbart.", "Nein, noch nicht.", "Il n'y a pas de plan.",
        "No tenemos un responsable para los datos.", "Non abbiamo ancora fatto il test.", "Nie mamy takiego planu.",
        "Não temos um plano para isso.", "Er is geen plan voor de data.", "没有计划。", "Нет, никогда.", "لا توجد خطة",
    ],
)  # fmt: skip
def test_other_languages_are_not(text: str) -> None:
    assert not is_english(text)
