"""Whether a text is English, as far as its commonest words and its letters tell."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_PARTICLES = re.compile(r"\b(?:(?:d[aeiu]|del|den|der|la|le|van|von) )+(?=[A-Z])")
"""Of a name, such as de la Cruz: they say nothing of the language."""
_LOOKED_AT = 4_000
"""Characters; the language of a long text shows in its beginning."""

_WORDS = {
    "English": "the a an and or but of to in on for with is are was were be been has have had do does did not no yes"
    " it its this that these those we our us i my you your they their he she his her who what when where"
    " how why which as at by from if than then there so all any each every one nobody never none only some"
    " will would can could should may about after before over under up out into because until still yet"
    " also just most more less other don't it's we're i'm haven't hasn't isn't aren't doesn't didn't can't"
    " won't that's there's we've they're",
    "German": "der die das und ist nicht wir ein eine den dem des mit für auf von zu im sind haben hat wird werden auch"
    " noch keine kein nein ja sich aber oder wie bei nach es ich sie alle unsere niemand",
    "French": "le les des et est pas nous une un du de la en dans pour que qui avec sur sont avons ont ne il elle mais"
    " ou au aux ce cette pas non oui notre nos personne jamais aucun aucune c'est n'est",
    "Spanish": "el los las y es no nosotros una un de la en para que con por del se su al lo como más pero hay está"
    " están son tenemos nadie sí nunca ningún todos",
    "Italian": "il lo gli e è non noi una un di la in per che con del della sono abbiamo ha si al ma come più nessuno"
    " mai tutti nostra anche dei delle",
    "Portuguese": "o os as e é não nós uma um de da do em para que com por dos das se no na temos mas como mais são"
    " ninguém nunca sim está",
    "Dutch": "de het een en is niet wij we van voor met op zijn hebben heeft wordt ook nog geen nee ja maar of naar er"
    " dat die aan onze niemand nooit alle",
    "Polish": "i w nie na jest się z do że to są mamy dla po przez ale jak nikt nigdy nasze tak wszystkie od za",
    "Swedish": "och är inte vi en ett på för med av som det har till den om men nej ja alla våra ingen aldrig",
    "Turkish": "ve bir bu için değil var yok biz ile da de ama evet hayır her çok daha kimse",
}
_COMMON = {language: frozenset(words.split()) for language, words in _WORDS.items()}


def is_english(text: str) -> bool:
    """Whether a text can be read as English; true where nothing tells (figures, names, a single word).

    A text is not English if most of its letters are not Latin, or if it has more of the common words of one other
    language than of English.
    """
    text = text[:_LOOKED_AT].replace("’", "'")
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return True
    latin = sum(1 for c in letters if c.isascii() or "LATIN" in unicodedata.name(c, ""))
    if latin < 0.5 * len(letters):
        return False
    words = [w.lower() for w in _WORD.findall(_PARTICLES.sub("", text))]
    english = sum(w in _COMMON["English"] for w in words)
    other = max(sum(w in common - _COMMON["English"] for w in words) for common in _COMMON.values())
    return other <= english or (other == 1 and len(words) > 3)
