"""The judge of bands: it reads features together, its shares add up, and it judges where a score leaves bands open."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.exceptions import NotFittedError

from hypecheck.framing import BANDS, FramingModel, PageReading
from hypecheck.framing._judge import BandJudge
from hypecheck.pipeline import load
from hypecheck.records import Assessment, InputItem, Judgement
from hypecheck.report._words import band_sentence, judged_by
from hypecheck.store._records import assessment_from_dict

# The middle of a score comes from two sides: pages that sell and weigh, and pages that do neither much.
SELLS, WEIGHS, SOME_OTHER = range(3)


@pytest.fixture(scope="module")
def pages():
    """Return features and bands of 400 pages: commercial ones sell, balanced ones weigh, mixed ones do both."""
    chance = np.random.default_rng(3)
    features = chance.uniform(size=(400, 3))
    sells, weighs = features[:, SELLS] > 0.5, features[:, WEIGHS] > 0.5
    return features, np.where(sells & weighs, 1, np.where(sells, 2, 0))


@pytest.fixture(scope="module")
def judge(pages):
    return BandJudge(trees=40).fit(*pages, np.ones(400))


class TestJudge:
    def test_sees_what_stands_together(self, judge):
        likeliest = [BANDS[judge.judge(np.array(page)).chances.argmax()] for page in ((1, 1, 0), (1, 0, 0), (0, 1, 0))]
        assert likeliest == ["mixed", "commercial", "balanced"]

    def test_the_shares_of_the_features_add_up_to_the_chances(self, judge, pages):
        for page in pages[0][:50]:
            verdict = judge.judge(page)
            assert verdict.contributions.shape == (3, 3)
            assert np.allclose(verdict.start + verdict.contributions.sum(axis=0), verdict.chances, atol=1e-12)
            assert verdict.chances.sum() == pytest.approx(1, abs=1e-6)
            assert np.abs(verdict.contributions[SOME_OTHER]).max() < np.abs(verdict.contributions[:2]).max()

    def test_gives_the_chances_of_the_forest_it_is_made_of(self, judge, pages):
        forest = ExtraTreesClassifier(40, min_samples_leaf=5, max_features=0.5, class_weight="balanced", random_state=0)
        forest.fit(*pages, sample_weight=np.ones(400))
        own = [judge.judge(page).chances for page in pages[0]]
        assert np.abs(forest.predict_proba(pages[0]) - own).max() < 1e-5

    def test_pages_without_one_band_can_be_learnt_from(self, pages):
        features, bands = pages
        clear = bands != 1
        judge = BandJudge(trees=10).fit(features[clear], bands[clear], np.ones(clear.sum()))
        assert judge.judge(np.array([1.0, 0.0, 0.0])).chances[1] == 0

    def test_not_fitted_is_said(self):
        with pytest.raises(NotFittedError):
            BandJudge().judge(np.zeros(3))


BOTH = (
    "Saffron and mood\n\nSaffron may lift a low mood, but the trials are small and most were paid for by growers. "
    "Nausea and headaches were common, and nobody knows whether it is safe in pregnancy. We sell a saffron extract of "
    "our own, and many customers tell us that they like it. Talk to a pharmacist if you take antidepressants. "
    "Exercise and talking therapies help as well. Our saffron comes from Spain and costs 19 euros for a month. "
) * 3
SELLS_ALONE = (
    "Our saffron is clinically proven to lift your mood in just seven days. Order today and save 30%. Add to cart. "
    "Thousands of happy customers love our saffron, and you will too, or your money back. "
) * 6


@pytest.fixture(scope="module")
def checker():
    return load()


@pytest.fixture(scope="module")
def judged(checker):
    """Return an assessment whose score alone leaves bands open."""
    assessment = checker.assess_text(BOTH)
    assert assessment.framing.judgement is not None
    return assessment


class TestBandOfAPage:
    def test_is_the_likeliest_of_those_its_interval_touches(self, judged):
        framing, judgement = judged.framing, judged.framing.judgement
        assert len(judgement.among) > 1
        assert framing.band == max(judgement.among, key=judgement.chance_of)
        classifier = FramingModel.load().classifier
        lowest, highest = classifier.frame(-99), classifier.frame(99)
        assert lowest.band not in judgement.among or framing.low < classifier.balanced_below_
        assert highest.band not in judgement.among or framing.high > classifier.commercial_above_

    def test_its_reasons_and_the_rest_add_up_to_the_chance_of_the_band(self, judged):
        framing, judgement = judged.framing, judged.framing.judgement
        told = sum(reason.contribution for reason in judgement.reasons)
        assert judgement.start + told + judgement.rest == pytest.approx(judgement.chance_of(framing.band), abs=1e-9)
        assert judgement.balanced + judgement.mixed + judgement.commercial == pytest.approx(1, abs=1e-5)
        sizes = [abs(reason.contribution) for reason in judgement.reasons]
        assert sizes == sorted(sizes, reverse=True)

    def test_nothing_is_judged_where_the_interval_lies_in_one_band(self, checker):
        framing = checker.assess_text(SELLS_ALONE).framing
        assert (framing.band, framing.judgement) == ("commercial", None)

    def test_a_reason_does_not_say_that_a_page_has_what_it_lacks(self, checker):
        classifier = FramingModel.load().classifier
        article = checker.assess_text(BOTH).article
        reading = PageReading(article=article, annotations=checker.assess_text(BOTH).annotations)
        measured = {each.feature.name: each for each in classifier._measure(reading)}
        urgency = measured["urgency_share"]
        assert urgency.value == 0
        assert urgency.compared(0.1, usual=0.0).text == "None of this: hurries the reader."
        risk = measured["risk_share"]
        assert risk.value > 0
        assert risk.compared(0.1, usual=0.0).text.startswith("States risks")
        assert risk.compared(0.1, usual=9.0).text.startswith("Less of this than on most pages: states risks")

    def test_is_told_in_words(self, judged):
        others = [band for band in judged.framing.judgement.among if band != judged.band]
        assert others
        assert all(band in band_sentence(judged).partition("touches")[2] for band in others)
        heading, reasons = judged_by(judged)
        assert heading.startswith(f"Why {judged.band} and not ")
        assert reasons == judged.framing.judgement.reasons

    def test_survives_being_kept(self, judged):
        again = assessment_from_dict(judged.to_dict())
        assert again.framing.judgement == judged.framing.judgement
        assert again.to_dict()["framing"] == judged.to_dict()["framing"]


def test_a_record_from_before_there_was_a_judge_is_read():
    framing = {"score": 0.5, "band": "mixed", "raw_score": 0.0, "low": 0.4, "high": 0.6}
    record = Assessment(input=InputItem(id="a", source="text")).to_dict() | {"status": "assessed", "framing": framing}
    assert assessment_from_dict(record).framing.judgement is None


def test_the_chance_of_each_band_is_known():
    judgement = Judgement(among=BANDS, balanced=0.2, mixed=0.7, commercial=0.1, start=0.3, rest=0.4)
    assert [judgement.chance_of(band) for band in BANDS] == [0.2, 0.7, 0.1]
    assert replace(judgement, mixed=0.5).chance_of("mixed") == 0.5
