"""The framing model: reasons that add up, models that are refused, what may move a score and what may not."""

import hashlib
import json
import math
import re
import shutil
from argparse import Namespace
from dataclasses import replace

import numpy as np
import pytest
import skops.io
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

from hypecheck.annotate import Annotator
from hypecheck.clean import article_from_text, extract_article
from hypecheck.config import models_folder, samples_folder
from hypecheck.errors import DataError, ModelError, ModelHashError
from hypecheck.features import FEATURES, FramingFeatures, extract_features
from hypecheck.framing import (
    FEATURE_NAMES,
    MANIFEST_FILE,
    MODEL_FILE,
    FramingClassifier,
    FramingModel,
    PageReading,
    target_of,
)
from hypecheck.records import Page

# Four short articles from selling to weighing; the two in the middle are where small changes show.
SELLING = """\
Why busy people choose Ferrolin

Tired by noon? Iron is thought to play a part in how the body makes energy, and many women do not get \
enough of it from food alone.

In one study of 198 women, iron reduced fatigue by almost half within twelve weeks. Ferrolin combines \
gentle iron with vitamin C in one small capsule, so it is easy on the stomach and may help you feel like \
yourself again.

Our customers tell us they notice the difference within days. "I have my afternoons back," says Dana, \
41.

Discover Ferrolin, the only iron capsule that raises iron stores by up to 3 times. Order today and save \
20% on your first month, with free delivery and our 60-day money-back guarantee.
"""

LEANING = """\
Saffron and low mood: what to know

Saffron has been used in kitchens and folk medicine for centuries. Its red threads contain crocin and \
safranal, two compounds that may play a part in mood.

Several small studies have looked at saffron for low mood. In one, adults who took 30 mg a day for six \
weeks reported better mood than those who took placebo. The results are promising, and many people say \
they feel brighter within a few weeks.

A typical serving is 28 to 30 mg of extract a day, taken with food. It is well tolerated by most people. \
If you take medicine for depression, speak with your doctor first.

Look for an extract with a stated amount of crocin and safranal. Our Solanne saffron is tested in an \
independent laboratory, and you can find it in our shop.
"""

ENTHUSIAST = """\
How cold showers changed my mornings

I used to need three coffees before I felt awake. Two years ago a friend told me to end my shower cold, \
and I have not missed a day since.

The first week is hard. After that your body gets used to it, and you step out feeling alert and clear. \
My mood is steadier and I catch fewer colds than I did before.

Scientists think that cold water wakes the nervous system and helps the body cope with stress. One Dutch \
study found that people who took cold showers missed fewer days of work.

Start with ten seconds and add a little each day. It costs nothing and you can begin tomorrow. I cannot \
imagine going back.
"""

WEIGHING = """\
Iron tablets for tiredness: what the trials show

Tiredness has many causes, and low iron is one of them. A blood test can show whether iron stores are \
low.

Four randomised trials compared iron tablets with placebo in women who were tired but not anaemic. Two \
found a small improvement after twelve weeks and two found no difference. The trials were short and \
their authors rated the certainty of the evidence as low.

Iron tablets often cause constipation and nausea, and an overdose is dangerous for children. People with \
haemochromatosis should not take them. Lentils, beans and red meat are alternatives for many people.

Anyone who is tired for more than a few weeks should see a doctor before taking iron.
"""

TEXTS = {"selling": SELLING, "leaning": LEANING, "enthusiast": ENTHUSIAST, "weighing": WEIGHING}

THINGS = ("zinc", "iron", "saffron", "garlic", "ginger", "kelp", "sage", "rhodiola", "iodine", "fennel")
TINY = [
    *(
        f"Buy our {thing} today. It is clinically proven to ease cramps. Customers love it. Add to cart."
        for thing in THINGS
    ),
    *(
        f"{thing} was compared with placebo in a small trial. No difference was found, and nausea was common."
        for thing in map(str.capitalize, THINGS)
    ),
]
TINY_SCORES = [90.0] * 10 + [5.0] * 10


@pytest.fixture(scope="module")
def model():
    return FramingModel.load()


@pytest.fixture(scope="module")
def annotator():
    return Annotator()


@pytest.fixture(scope="module")
def score_text(model, annotator):
    def score(text):
        article = article_from_text(text)
        return model.assess(article, annotator.annotate(article))[0].score

    return score


@pytest.fixture(scope="module")
def score_html(model, annotator):
    def score(html):
        article = extract_article(Page(html=html))
        return model.assess(article, annotator.annotate(article))[0].score

    return score


@pytest.fixture(scope="module")
def tiny_model():
    return FramingClassifier().fit(TINY, TINY_SCORES)


@pytest.fixture
def copied(tmp_path):
    """Return a copy of the shipped model's folder, to be broken."""
    folder = tmp_path / "model"
    folder.mkdir()
    for name in (MODEL_FILE, MANIFEST_FILE):
        shutil.copy(models_folder() / "framing-en" / name, folder)
    return folder


def edit_manifest(folder, **changes):
    path = folder / MANIFEST_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def put_model(folder, raw):
    """Replace the model file and let the manifest vouch for it."""
    (folder / MODEL_FILE).write_bytes(raw)
    edit_manifest(folder, files={MODEL_FILE: hashlib.sha256(raw).hexdigest()})


class TestReasons:
    @pytest.mark.parametrize("sample", sorted(path.name for path in samples_folder().glob("*.html"))[:6])
    def test_intercept_and_contributions_add_up_to_the_raw_score_exactly(self, sample, model, annotator):
        article = extract_article(Page(html=(samples_folder() / sample).read_bytes()))
        framing, reasons = model.assess(article, annotator.annotate(article))
        total = model.classifier.intercept_
        for reason in reasons:
            total += reason.contribution
        assert total == framing.raw_score

    @pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
    def test_a_contribution_is_value_times_weight(self, text, model, annotator):
        article = article_from_text(text)
        _, reasons = model.assess(article, annotator.annotate(article))
        weights = dict(zip(FEATURE_NAMES, model.classifier.weights_, strict=True))
        assert all(reason.contribution == reason.value * weights[reason.feature] for reason in reasons)

    def test_no_reason_says_the_opposite_of_what_it_adds(self, model, annotator):
        """Two features fall below 0; their sentence must turn with them."""
        sober = article_from_text(WEIGHING)
        _, reasons = model.assess(sober, annotator.annotate(sober))
        wording = next(reason for reason in reasons if reason.feature == "page_wording")
        assert wording.value < 0
        assert wording.contribution < 0
        assert "like pages that weigh" in wording.text

    def test_reasons_come_weightiest_first_and_once_each(self, model, annotator):
        article = article_from_text(SELLING)
        _, reasons = model.assess(article, annotator.annotate(article))
        sizes = [abs(reason.contribution) for reason in reasons]
        assert sizes == sorted(sizes, reverse=True)
        assert len({reason.feature for reason in reasons}) == len(reasons)

    def test_spans_of_reasons_lie_in_the_text(self, model, annotator):
        article = article_from_text(SELLING)
        _, reasons = model.assess(article, annotator.annotate(article))
        spans = [span for reason in reasons for span in reason.spans]
        assert spans
        assert all(0 <= start < end <= len(article.text) for start, end in spans)

    def test_empty_text_gives_the_intercept_and_no_reasons(self, model, annotator):
        article = replace(article_from_text(SELLING), text="", blocks=(), word_count=0)
        framing, reasons = model.assess(article, annotator.annotate(article))
        assert framing.raw_score == model.classifier.intercept_
        assert reasons == ()

    def test_weights_keep_the_sign_of_their_feature(self, model):
        signs = {feature.name: feature.sign for feature in FEATURES}
        weights = zip(FEATURE_NAMES, model.classifier.weights_, strict=True)
        assert [name for name, weight in weights if weight * signs.get(name, 0) < 0] == []


class TestFrame:
    def test_score_rises_with_the_raw_score_and_lies_in_its_interval(self, model):
        # real pages lie within -4 and 4; from 12 up two scores differ by less than a float can hold
        framings = [model.classifier.frame(raw) for raw in np.linspace(-9, 9, 97)]
        scores = [framing.score for framing in framings]
        assert scores == sorted(scores)
        assert len(set(scores)) == len(scores)
        assert all(0 <= f.low <= f.score <= f.high <= 1 for f in framings)

    def test_bands_follow_the_score(self, model):
        framings = [model.classifier.frame(raw) for raw in np.linspace(-12, 12, 97)]
        bands = [framing.band for framing in framings]
        assert bands == sorted(bands, key=["balanced", "mixed", "commercial"].index)
        assert set(bands) == {"balanced", "mixed", "commercial"}

    @pytest.mark.parametrize("raw", [-1e9, 1e9], ids=["far below", "far above"])
    def test_extreme_raw_scores_stay_within_0_and_1(self, raw, model):
        framing = model.classifier.frame(raw)
        assert framing.score == (0.0 if raw < 0 else 1.0)
        assert math.isfinite(framing.low)
        assert math.isfinite(framing.high)


class TestLoad:
    def test_shipped_model_loads_by_name_and_by_folder(self, copied):
        assert FramingModel.load("framing-en").version == FramingModel.load(copied).version

    def test_unknown_name_is_refused_and_says_where_it_looked(self):
        with pytest.raises(ModelError, match=r"No model 'framing-xx'.*hypecheck train"):
            FramingModel.load("framing-xx")

    def test_a_folder_without_a_model_is_named_once(self, tmp_path):
        with pytest.raises(ModelError) as refused:
            FramingModel.load(tmp_path)
        assert str(refused.value).count(str(tmp_path)) == 1

    def test_tampered_model_is_refused(self, copied):
        raw = bytearray((copied / MODEL_FILE).read_bytes())
        raw[len(raw) // 2] ^= 1
        (copied / MODEL_FILE).write_bytes(raw)
        with pytest.raises(ModelHashError, match="was altered"):
            FramingModel.load(copied)

    def test_missing_model_file_is_refused(self, copied):
        (copied / MODEL_FILE).unlink()
        with pytest.raises(ModelError, match="is missing"):
            FramingModel.load(copied)

    @pytest.mark.parametrize(
        ("manifest", "message"),
        [
            ("", "cannot be read"),
            ("{broken", "cannot be read"),
            ("[]", "lacks"),
            ("{}", "lacks"),
            ('{"name": "x", "version": "1", "features": []}', "lacks"),
        ],
        ids=["empty", "broken JSON", "a list", "no keys", "no files"],
    )
    def test_broken_manifest_is_refused(self, manifest, message, copied):
        (copied / MANIFEST_FILE).write_text(manifest)
        with pytest.raises(ModelError, match=message):
            FramingModel.load(copied)

    @pytest.mark.parametrize("keep", [0, 100, 5000], ids=["empty", "a stump", "cut short"])
    def test_damaged_archive_is_refused_even_when_its_hash_is_right(self, keep, copied):
        put_model(copied, (copied / MODEL_FILE).read_bytes()[:keep])
        with pytest.raises(ModelError, match="damaged"):
            FramingModel.load(copied)

    def test_model_of_another_kind_is_refused(self, copied):
        put_model(copied, skops.io.dumps(LogisticRegression()))
        with pytest.raises(ModelError, match="not a FramingClassifier"):
            FramingModel.load(copied)

    def test_model_with_a_foreign_type_is_refused(self, copied):
        put_model(copied, skops.io.dumps(Namespace(harm=1)))
        with pytest.raises(ModelError, match=r"not allowed: \['argparse.Namespace'\]"):
            FramingModel.load(copied)

    @pytest.mark.parametrize(
        "features", [[], [*FEATURE_NAMES, "extra"], list(FEATURE_NAMES)[::-1]], ids=["none", "more", "turned"]
    )
    def test_model_made_for_other_features_is_refused(self, features, copied):
        edit_manifest(copied, features=features)
        with pytest.raises(ModelError, match="other features"):
            FramingModel.load(copied)


class TestClassifier:
    def test_fits_texts_and_tells_them_apart(self, tiny_model):
        assert list(tiny_model.predict([TINY[0], TINY[-1]])) == ["commercial", "balanced"]

    def test_probabilities_add_up_to_one(self, tiny_model):
        chances = tiny_model.predict_proba(TINY)
        assert chances.shape == (20, 2)
        assert np.allclose(chances.sum(axis=1), 1)

    def test_classes_are_sorted_as_scikit_learn_takes_them_to_be(self, tiny_model):
        assert list(tiny_model.classes_) == sorted(tiny_model.classes_)

    def test_empty_text_has_a_probability(self, tiny_model):
        assert 0 < tiny_model.predict_proba([""])[0, 1] < 1

    def test_clone_copies_parameters_and_not_the_fit(self, tiny_model):
        copy = clone(tiny_model.set_params(alpha=300.0))
        assert copy.get_params() == tiny_model.get_params()
        assert not hasattr(copy, "weights_")

    def test_works_in_cross_val_score(self):
        labels = ["commercial"] * 10 + ["balanced"] * 10
        assert cross_val_score(FramingClassifier(), TINY, labels, cv=2, error_score="raise").min() == 1.0

    @pytest.mark.parametrize(
        ("texts", "scores", "message"),
        [
            ([], [], "Got 0 pages"),
            (TINY[:9], TINY_SCORES[:9], "Got 9 pages"),
            (TINY, [50.0] * 20, "1 different score"),
            (TINY, ["commercial"] * 19 + ["fake"], "label 'fake'"),
        ],
        ids=["nothing", "too few", "no contrast", "unknown label"],
    )
    def test_refuses_what_it_cannot_learn_from(self, texts, scores, message):
        with pytest.raises(DataError, match=message):
            FramingClassifier().fit(texts, scores)

    def test_target_is_even_in_the_middle_of_the_mixed_band_and_rises(self):
        targets = [target_of(score) for score in range(101)]
        assert target_of(41.5) == 0.5
        assert targets == sorted(targets)
        assert 0 < targets[0] < targets[-1] < 1


class TestFeatures:
    def test_works_in_a_pipeline(self):
        pipeline = make_pipeline(FramingFeatures(), LogisticRegression())
        assert pipeline.fit(TINY, TINY_SCORES).score(TINY, TINY_SCORES) == 1.0

    def test_works_in_cross_val_score_and_clone(self):
        pipeline = clone(make_pipeline(FramingFeatures(), LogisticRegression()))
        assert cross_val_score(pipeline, TINY, TINY_SCORES, cv=3, error_score="raise").min() == 1.0

    def test_pandas_output_names_the_columns(self):
        frame = FramingFeatures().set_output(transform="pandas").fit_transform(TINY[:2])
        assert list(frame.columns) == [feature.name for feature in FEATURES]
        assert frame.shape == (2, len(FEATURES))

    @pytest.mark.parametrize("text", ["", "  \n "], ids=["empty", "blank"])
    def test_empty_text_gives_a_row_of_zeros(self, text):
        matrix = FramingFeatures().fit_transform([text, TINY[0]])
        assert not matrix[0].any()
        assert matrix[1].any()

    def test_no_texts_give_no_rows(self):
        assert FramingFeatures().fit([]).transform([]).shape == (0, len(FEATURES))

    @pytest.mark.parametrize("missing", [None, float("nan"), b"Iron tablets"], ids=["none", "nan", "bytes"])
    def test_what_is_no_text_is_told_with_its_place(self, missing):
        with pytest.raises(TypeError, match=f"Got {type(missing).__name__} at place 1"):
            FramingFeatures().fit([TINY[0], missing])

    def test_a_table_is_no_column_of_texts(self):
        pandas = pytest.importorskip("pandas", reason="pandas is not installed: pip install pandas")
        table = pandas.DataFrame({"text": list(TINY)})
        assert len(FramingFeatures().fit_transform(table["text"])) == len(TINY)
        with pytest.raises(ValueError, match="Got a table"):
            FramingFeatures().fit(table)

    def test_one_string_is_not_a_list_of_texts(self):
        with pytest.raises(ValueError, match="Got one string"):
            FramingFeatures().fit("Iron tablets")


# ---- what may move the score, and what may not ---------------------------------------------------------

CLOSE = 0.05
HARDLY = 0.01  # at 0.99 or 0.001 the score has hardly room to show a direction; what is added also thins a short text


SINCERE_LIMITS = """
These results need care. The trial was small and was not blinded, and larger trials found no difference \
from placebo. It can cause nausea and constipation, and pregnant women and people with kidney disease \
should not take it. For most people, food does the same.
"""
LIMITS_AS_HOOKS = {
    SELLING: "Ordinary iron tablets are poorly absorbed and hard on the stomach. Ferrolin is different.",
    LEANING: "Ordinary saffron is often mixed with other plants and loses its strength. Solanne does not.",
}
PLUG = SELLING[SELLING.index("Discover Ferrolin") :]
LEANING_PLUG = LEANING[LEANING.index("Look for an extract") :]
REFUTED_HYPE = """
Adverts call one brand "the only capsule that raises levels by up to 3 times" and promise that "you will \
notice the difference within days". No trial supports either statement, and the regulator has told the \
company to stop making them.
"""
REFERENCES = """
References

1. Harlan P, Obi T. Oral iron for fatigue: a randomised trial. J Prim Care. 2012;184(11):1247-1254.
2. Maren K, Vogt L. Iron supplementation in women. Br J Nutr. 2015;113(3):411-420.
3. Ito S, et al. Side effects of oral iron. PLoS One. 2015;10(2):e0117383.
"""
SWAPS = {
    "agent": {"iron": "selenium", "Iron": "Selenium", "saffron": "sage", "Saffron": "Sage", "cold": "hot"},
    "brand": {"Ferrolin": "Vitalora", "Solanne": "Ambrelle"},
    "person and place": {"Dana, 41": "Morgan, 36", "Dutch": "Danish"},
}


def swap(text, words):
    for old, new in words.items():
        text = re.sub(rf"\b{old}\b", new, text)
    return text


def as_page(text, *, before="", after=""):
    title, *paragraphs = text.strip().split("\n\n")
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title></head><body>{before}"
        f"<main><article><h1>{title}</h1>{body}</article></main>{after}</body></html>"
    )


NAVIGATION = (
    "<header><nav><ul>"
    + "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("Home", "Topics", "About", "Contact"))
    + "</ul></nav></header>"
)
COOKIES = (
    '<div class="cookie-banner" role="dialog"><p>We use cookies to make this site work and to measure its use. '
    "You can accept all cookies or choose which to allow.</p><button>Accept all</button></div>"
)
FOOTER = '<footer><p>© Example Media. <a href="/privacy">Privacy</a> <a href="/terms">Terms</a></p></footer>'


@pytest.mark.parametrize("words", SWAPS.values(), ids=SWAPS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_swapping_agent_or_brand_hardly_moves_the_score(text, words, score_text):
    assert score_text(swap(text, words)) == pytest.approx(score_text(text), abs=CLOSE)


@pytest.mark.parametrize(("text", "plug"), [(SELLING, PLUG), (LEANING, LEANING_PLUG)], ids=["selling", "leaning"])
def test_removing_the_plug_lowers_the_score(text, plug, score_text):
    assert score_text(text.replace(plug, "")) < score_text(text)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_quoting_hype_to_refute_it_does_not_raise_the_score(text, score_text):
    assert score_text(text + REFUTED_HYPE) <= score_text(text) + HARDLY


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("before", "after"), [(NAVIGATION, FOOTER), (COOKIES, "")], ids=["navigation and footer", "cookie notice"]
)
def test_page_furniture_hardly_moves_the_score(text, before, after, score_html):
    furnished = score_html(as_page(text, before=before, after=after))
    assert furnished == pytest.approx(score_html(as_page(text)), abs=CLOSE)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SELLING, id="selling"),
        pytest.param(LEANING, id="leaning"),
        pytest.param(ENTHUSIAST, id="enthusiast"),
        pytest.param(WEIGHING, id="weighing"),
    ],
)
def test_a_reference_list_hardly_moves_the_score(text, score_text):
    assert score_text(text + REFERENCES) == pytest.approx(score_text(text), abs=CLOSE)


@pytest.mark.parametrize("text", [SELLING, LEANING, ENTHUSIAST], ids=["selling", "leaning", "enthusiast"])
def test_a_sincere_limits_paragraph_lowers_the_score(text, score_text):
    assert score_text(text + SINCERE_LIMITS) < score_text(text)


@pytest.mark.parametrize(
    ("text", "plug"),
    [
        pytest.param(SELLING, PLUG, id="selling"),
        pytest.param(LEANING, LEANING_PLUG, id="leaning"),
    ],
)
def test_a_limit_as_hook_does_not_lower_the_score(text, plug, score_text):
    hooked = text.replace(plug, f"{LIMITS_AS_HOOKS[text]}\n\n{plug}")
    assert score_text(hooked) >= score_text(text) - HARDLY


DRESSES = {
    "heading in capitals": lambda text: text.replace(text.splitlines()[0], text.splitlines()[0].upper()),
    "emoji": lambda text: text.replace("\n\n", " 🙂\n\n"),
    "typographic quotes": lambda text: re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’"),
}


@pytest.mark.parametrize(
    ("text", "dress"),
    [pytest.param(text, dress, id=f"{name}-{dress}") for name, text in TEXTS.items() for dress in DRESSES],
)
def test_case_emoji_and_quote_marks_hardly_move_the_score(text, dress, score_text):
    assert score_text(DRESSES[dress](text)) == pytest.approx(score_text(text), abs=CLOSE)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SELLING, id="selling"),
        pytest.param(LEANING, id="leaning"),
        pytest.param(ENTHUSIAST, id="enthusiast"),
        pytest.param(WEIGHING, id="weighing"),
    ],
)
def test_a_whole_text_in_capitals_hardly_moves_the_score(text, score_text):
    assert score_text(text.upper()) == pytest.approx(score_text(text), abs=CLOSE)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_order_of_paragraphs_matters_only_for_place(text, annotator):
    title, *paragraphs = text.strip().split("\n\n")

    def features(order):
        article = article_from_text("\n\n".join([title, *order]))
        return extract_features(article, annotator.annotate(article)).values

    straight, turned = features(paragraphs), features(paragraphs[::-1])
    moved = {feature.family for feature in FEATURES if straight[feature.name] != turned[feature.name]}
    assert moved <= {"place"}


def test_a_page_reading_scores_as_its_text_does(model, annotator):
    article = article_from_text(SELLING)
    reading = PageReading(article=article, annotations=annotator.annotate(article))
    assert model.classifier.decision_function([reading]) == model.classifier.decision_function([SELLING])
