"""Roles: the column that proves its part gets it; two that fit are refused by name; one that merely could is refused too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cxm.errors import AmbiguousError, Exit, UsageError
from cxm.io.recognise import READERS
from cxm.io.roles import DECLARED, EXACT, Columns, assign, candidates, direction_of, quoted, score_role
from cxm.io.words import ASKS
from cxm.metrics import METRICS

RATINGS = ("10", "9", "0", "7", "8")
WORDS = ("fine", "slow", "ok", "great", "meh")
HAND = "handmade"


def columns(*names: str, labels: dict[str, str] | None = None, **cells: tuple[str, ...]) -> Columns:
    """Columns of ratings; `cells` by name where a column holds something else."""
    held = {name: cells.get(name, RATINGS) for name in names}
    return Columns(names, labels or {}, held)


def with_cells(cells: dict[str, tuple[str, ...]], labels: dict[str, str] | None = None) -> Columns:
    return Columns(tuple(cells), labels or {}, cells)


def score(reader: str, export: Columns, about: str | None) -> str | None:
    declaration = READERS[reader]
    taken = [role.column for role in assign(declaration, export, {}).values()]
    role = score_role(declaration, export, about, taken, "survey.csv")
    return role.column if role else None


def refusal(reader: str, export: Columns, about: str | None) -> AmbiguousError:
    with pytest.raises(AmbiguousError) as refused:
        score(reader, export, about)
    assert refused.value.exit == Exit.AMBIGUOUS == 4
    return refused.value


def note(reader: str, export: Columns, about: str, name: str) -> str | None:
    """Why a column was rejected; None if it never was a candidate."""
    return next((one.note for one in candidates(READERS[reader], export, about) if one.role.column == name), None)


# ── Which question a heading asks ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("about", "heading"),
    [
        ("nps", "How likely are you to recommend us to a friend or colleague?"),
        ("nps", "Would you recommend us?"),
        ("nps", "您向朋友推薦我們的可能性有多大？"),
        ("nps", "您有多大可能向朋友或同事推荐我们？"),
        ("nps", "Sejauh manakah anda akan mengesyorkan kami kepada rakan?"),
        ("nps", "Adakah anda akan mencadangkan kami kepada rakan anda?"),
        ("nps", "Kokia tikimybė, kad rekomenduosite mus draugui?"),
        ("nps", "Ar rekomenduotumėte mus?"),
        ("csat", "How satisfied are you with our service?"),
        ("csat", "How satisfied or dissatisfied were you with the answer?"),
        ("csat", "您對本次服務的滿意度？"),
        ("csat", "您对我们的服务满意吗？"),
        ("csat", "Sejauh manakah anda berpuas hati dengan perkhidmatan kami?"),
        ("csat", "Tahap kepuasan anda"),
        ("csat", "Kiek esate patenkinti mūsų paslaugomis?"),
        ("csat", "Bendras pasitenkinimas"),
        ("ces", "How easy was it to solve your problem?"),
        ("ces", "How much effort did you personally have to put forth?"),
        ("ces", "解決問題有多容易？"),
        ("ces", "您觉得解决问题费力吗？"),
        ("ces", "Adakah mudah untuk menyelesaikan masalah anda?"),
        ("ces", "Ar buvo lengva išspręsti problemą?"),
        ("ces", "Kiek pastangų prireikė?"),
    ],
)
def test_a_question_sentence_is_found_in_five_languages_and_rejected_for_other_questions(about, heading):
    export = with_cells({"date": ("2026-01-05",), heading: RATINGS})
    assert score(HAND, export, about) == heading
    assert score(HAND, export, None) == heading
    for other in set(ASKS) - {about}:
        assert score(HAND, export, other) is None
        assert note(HAND, export, other, heading) == f"it asks about {about}"


@pytest.mark.parametrize(
    ("about", "heading"),
    [
        ("nps", "NPS"),
        ("nps", "NPS score"),
        ("nps", "nps_score"),
        ("nps", "推薦分數"),
        ("nps", "净推荐值"),
        ("nps", "Skor Promoter Bersih"),
        ("nps", "Grynasis rekomendacijos balas"),
        ("csat", "CSAT"),
        ("csat", "滿意度評分"),
        ("csat", "满意度"),
        ("csat", "Skor Kepuasan"),
        ("csat", "Pasitenkinimo įvertinimas"),
        ("ces", "CES score"),
        ("ces", "費力度"),
        ("ces", "费力度"),
        ("ces", "Skor usaha"),
        ("ces", "Pastangų balas"),
    ],
)
def test_a_name_in_five_languages_is_exact_for_its_question_only(about, heading):
    export = columns("region", heading, region=WORDS)
    assert score(HAND, export, about) == heading
    assert {score(HAND, export, other) for other in set(ASKS) - {about}} == {None}


@pytest.mark.parametrize("heading", ["Score", "rating", "Skor", "評分", "评分", "Balas", "answer"])
def test_a_name_that_asks_nothing_answers_any_question(heading):
    export = columns(heading)
    assert {score(HAND, export, about) for about in (*ASKS, None)} == {heading}


@pytest.mark.parametrize("heading", ["services", "Access rating", "processes", "princess", "Please rate us", "release", "disease"])
def test_ces_and_ease_are_not_found_inside_other_words(heading):
    export = columns(heading)
    assert note(HAND, export, "csat", heading) != "it asks about ces"
    with_ces = columns(heading, "ces")
    assert score(HAND, with_ces, "ces") == "ces"


@pytest.mark.parametrize("heading", ["Exchange rate", "operating hours", "Corporate plan", "scorecard", "strategy", "Response rate"])
def test_rate_and_rating_are_not_found_inside_other_words(heading):
    assert {score(HAND, columns(heading), about) for about in (*ASKS, None)} == {None}


@pytest.mark.parametrize("heading", ["How dissatisfied were you?", "Dissatisfaction", "不滿意", "Nepasitenkinimas"])
def test_the_opposite_of_satisfaction_is_no_satisfaction(heading):
    assert score(HAND, columns(heading), "csat") is None


def test_a_whole_word_beats_a_part_and_an_exact_name_beats_both():
    assert score(HAND, columns("recommendation", "Would you recommend us"), "nps") == "Would you recommend us"
    assert score(HAND, columns("Would you recommend us", "nps"), "nps") == "nps"
    assert score(HAND, columns("score", "nps"), "nps") == "nps"


@pytest.mark.parametrize("heading", ["nps_date", "NPS id", "CSAT count", "nps group", "推薦日期", "推荐码", "tarikh nps", "NPS data"])
def test_a_name_that_says_date_or_id_is_no_score_though_it_names_the_question(heading):
    about = "csat" if "CSAT" in heading else "nps"
    assert heading in refusal(HAND, columns(heading), about).cure
    assert score(HAND, columns(heading, "score"), about) == "score"


def test_a_question_about_time_is_still_a_question():
    assert score(HAND, columns("How satisfied are you with the time it took?"), "csat") == "How satisfied are you with the time it took?"


def test_a_heading_that_asks_two_things_is_refused_for_either():
    heading = "How satisfied are you, and would you recommend us?"
    for about in ("nps", "csat"):
        assert "nothing proves" in refusal(HAND, columns(heading), about).what
    assert score(HAND, columns(heading, "nps"), "nps") == "nps"


def test_a_general_rating_is_taken_for_satisfaction_and_refused_for_the_rest():
    heading = "How would you rate our staff?"
    assert score(HAND, columns(heading), "csat") == heading
    assert score(HAND, columns(heading), None) == heading
    for about in ("nps", "ces"):
        assert quoted(heading) in refusal(HAND, columns(heading), about).cure


# ── One of several, or none ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_columns_that_fit_are_refused_naming_both():
    error = refusal(HAND, columns("score", "rating", "region", region=WORDS), "nps")
    assert error.cure == "--score score or --score rating"
    assert len(error.problems) == 2
    assert "10, 9, 0, 7, 8" in str(error)


def test_two_questions_about_one_thing_are_refused():
    first, second = "How satisfied are you with our staff?", "How satisfied are you with our prices?"
    error = refusal(HAND, columns(first, second), "csat")
    assert quoted(first) in error.cure
    assert quoted(second) in error.cure


def test_two_questions_about_two_things_are_not_in_doubt():
    first, second = "How satisfied are you?", "How likely are you to recommend us?"
    export = columns(first, second)
    assert (score(HAND, export, "csat"), score(HAND, export, "nps")) == (first, second)
    assert "2 columns" in refusal(HAND, export, None).what


def test_nothing_that_fits_is_none_rather_than_the_last_column():
    export = columns("region", "orders", "revenue", region=WORDS)
    assert {score(HAND, export, about) for about in (*ASKS, None)} == {None}


def test_a_column_of_text_is_rejected_however_well_it_is_named():
    export = columns("nps", "score", nps=("promoter", "passive", "detractor"))
    assert score(HAND, export, "nps") == "score"
    assert note(HAND, export, "nps", "nps") == "its cells are no numbers and no declared words"


def test_would_you_recommend_answered_by_yes_and_no_is_no_scale_of_ten():
    question = "Would you recommend us to a friend?"
    error = refusal(HAND, with_cells({question: ("1", "0", "1", "1", "N/A") * 4}), "nps")
    assert "0 and 1 only" in str(error)
    assert quoted(question) in error.cure
    assert score(HAND, with_cells({question: ("1", "0", "2", "1") * 4}), "nps") == question
    assert score(HAND, with_cells({question: ("1", "0", "1")}), "nps") == question


def test_a_vendor_that_declares_its_scale_is_not_doubted_for_few_different_answers():
    declared = replace(READERS[HAND], scale=(0, 10))
    export = with_cells({"nps": ("1", "0", "1", "1") * 5})
    role = score_role(declared, export, "nps", (), "survey.csv")
    assert role is not None
    assert role.column == "nps"


@pytest.mark.parametrize("name", ["first_contact_resolution", "review_score", "loyalty_intent"])
def test_would_you_recommend_is_neither_a_review_nor_whether_an_issue_was_solved(name):
    never = METRICS.metric(name).not_about
    export = columns("Would you recommend us?")
    assert score(HAND, export, None) == "Would you recommend us?"
    assert score_role(READERS[HAND], export, None, (), "survey.csv", never) is None


def test_whether_an_issue_was_solved_is_not_asked_of_ratings_and_never_proposed():
    never = METRICS.metric("first_contact_resolution").not_about
    export = columns("nps", "csat", "score", "rating")
    with pytest.raises(AmbiguousError) as refused:
        score_role(READERS[HAND], export, None, (), "survey.csv", never)
    assert refused.value.cure == "--score score or --score rating"


def test_an_empty_column_is_no_answer_to_a_question():
    question = "How likely are you to recommend us?"
    export = with_cells({"Would you recommend our app?": ("", None, "N/A"), question: RATINGS})
    assert score("typeform", export, "nps") == question


@given(some.permutations(["nps", "score", "region", "date", "How satisfied are you?"]))
def test_order_of_columns_does_not_matter(names):
    cells = {name: {"region": WORDS, "date": ("2026-01-05",)}.get(name, RATINGS) for name in names}
    assert score(HAND, with_cells(cells), "nps") == "nps"
    assert score(HAND, with_cells(cells), "csat") in {"How satisfied are you?", "score"}


def test_words_of_a_declared_table_are_answers():
    export = with_cells({"Overall satisfaction": ("Very satisfied", "Neutral", "N/A")})
    assert score(HAND, export, "csat") == "Overall satisfaction"


def test_numbers_in_doubt_do_not_reject_a_column():
    export = with_cells({"score": ("1,234", "2,345")})
    assert score(HAND, export, "nps") == "score"


# ── Vendors ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_in_qualtrics_the_question_is_in_the_label_and_the_group_is_never_the_score():
    labels = {
        "Q1": 'How likely are you to recommend us? {"ImportId":"QID1"}',
        "Q1_NPS_GROUP": "How likely are you to recommend us? - Group",
        "Q2": "How many days?",
    }
    export = columns("Q1_NPS_GROUP", "Q1", "Q2", labels=labels)
    assert score("qualtrics", export, "nps") == "Q1"
    assert note("qualtrics", export, "nps", "Q1_NPS_GROUP") is None


@pytest.mark.parametrize(
    "heading", ["Q1_NPS_GROUP", "Q1_nps_group", "Q1_5_TEXT", "Q1_DO_3", "Q1_First Click", "Q1 - Sentiment Score", "Q1_TEXT - Parent Topics"]
)
def test_what_qualtrics_adds_to_a_question_is_never_the_score(heading):
    labels = {heading: "How likely are you to recommend us?"}
    assert score("qualtrics", columns(heading, labels=labels), "nps") is None


def test_the_name_of_a_question_counts_before_its_text():
    labels = {"NPS": "How likely is it that you, a satisfied customer, would recommend us?", "CSAT": "How satisfied are you?"}
    export = columns("NPS", "CSAT", labels=labels)
    assert (score("qualtrics", export, "nps"), score("qualtrics", export, "csat")) == ("NPS", "CSAT")


def test_a_qualtrics_question_that_nothing_names_is_refused():
    error = refusal("qualtrics", columns("Q7", labels={"Q7": "Thinking of last week, what would you say?"}), "nps")
    assert "nothing proves" in error.what
    assert error.cure == "--score Q7"


def test_the_comment_beside_a_limesurvey_score_is_not_the_score():
    export = columns("NPS", "NPScomment", "CSAT[SQ001]", NPScomment=WORDS)
    assert score("limesurvey", export, "nps") == "NPS"
    assert score("limesurvey", export, "csat") == "CSAT[SQ001]"
    assert note("limesurvey", export, "nps", "NPScomment") is not None


@pytest.mark.parametrize("code", ["services", "process1", "access"])
def test_a_limesurvey_code_that_holds_ces_by_chance_is_no_candidate(code):
    assert note("limesurvey", columns(code), "ces", code) is None


@pytest.mark.parametrize("code", ["npsQ1", "q2nps"])
def test_a_limesurvey_code_that_merely_holds_nps_is_refused(code):
    assert refusal("limesurvey", columns(code), "nps").cure == f"--score {code}"


def test_the_quiz_mark_of_google_forms_is_never_the_score():
    question = "How satisfied are you with the course?"
    assert score("google_forms", columns("Timestamp", "Score", question), "csat") == question
    assert score("google_forms", columns("Timestamp", "Score"), "csat") is None


def test_formbricks_option_ids_are_never_the_score():
    question = "1. How likely are you to recommend us?"
    assert score("formbricks", columns(f"{question} - Option ID", question), "nps") == question


def test_typeform_columns_that_nothing_names_are_refused_together():
    error = refusal("typeform", columns("Your floor", "Your table"), "nps")
    assert "nothing proves" in error.what
    assert error.cure == "--score 'Your floor' or --score 'Your table'"


# ── The other fields ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "heading", ["Email consent", "May we e-mail you?", "Email newsletter?", "I agree to receive email", "Subscribe to emails"]
)
def test_consent_to_mail_is_no_address(heading):
    yes = with_cells({"#": ("a",), heading: ("user@example.com",)})
    assert "respondent_id" not in assign(READERS["typeform"], yes, {})


@pytest.mark.parametrize("said", [("Yes", "No"), ("5", "4"), ("Satisfied", "Neutral")])
def test_a_column_of_ratings_is_no_address_whatever_it_is_called(said):
    export = with_cells({"#": ("a", "b"), "How was our email support": said, "Your e-mail": ("a@example.com", "b@example.com")})
    assert assign(READERS["typeform"], export, {})["respondent_id"].column == "Your e-mail"


@pytest.mark.parametrize("heading", ["email", "Email", "Your email address", "What is your e-mail? (optional)"])
def test_an_address_is_found_by_its_heading(heading):
    export = with_cells({"#": ("a",), heading: ("user@example.com",)})
    assert assign(READERS["typeform"], export, {})["respondent_id"].column == heading


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (("Date", "Customer_ID", "Comment", "Channel"), ("responded_at", "respondent_id", "comment", "channel")),
        (("日期", "客戶編號", "意見", "頻道"), ("responded_at", "respondent_id", "comment", "channel")),
        (("提交时间", "客户编号", "反馈", "渠道"), ("responded_at", "respondent_id", "comment", "channel")),
        (("Tarikh", "ID Pelanggan", "Ulasan", "Saluran"), ("responded_at", "respondent_id", "comment", "channel")),
        (("Data", "Kliento ID", "Komentaras", "Kanalas"), ("responded_at", "respondent_id", "comment", "channel")),
    ],
)
def test_names_made_by_hand_are_known_in_five_languages(header, expected):
    roles = assign(READERS[HAND], columns(*header), {})
    assert {field: roles[field].column for field in expected} == dict(zip(expected, header, strict=True))
    assert {role.strength for role in roles.values()} == {EXACT}


def test_names_are_compared_without_case_and_blanks_but_whole():
    roles = assign(READERS[HAND], columns("Email consent", " response_DATE ", "Customer-ID"), {})
    assert {field: role.column for field, role in roles.items()} == {"responded_at": " response_DATE ", "respondent_id": "Customer-ID"}


def test_a_declared_column_wins_and_a_dash_leaves_a_field_out():
    export = columns("date", "created at", "customer")
    roles = assign(READERS[HAND], export, {"responded_at": "CREATED AT", "respondent_id": "-"})
    assert (roles["responded_at"].column, roles["responded_at"].strength) == ("created at", DECLARED)
    assert "respondent_id" not in roles


def test_a_declared_column_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="no column 'craeted at'") as refused:
        assign(READERS[HAND], columns("date", "created at"), {"responded_at": "craeted at"})
    assert "'created at'" in refused.value.cure


def test_two_names_that_differ_by_case_are_found_exactly_or_not_at_all():
    export = columns("Score", "score")
    assert export.find("Score", "--score") == "Score"
    with pytest.raises(UsageError):
        export.find("SCORE", "--score")


@pytest.mark.parametrize(
    ("heading", "direction"), [("ease_score", "ease"), ("Ease", "ease"), ("Effort score", "effort"), ("CES", ""), ("effortless", "")]
)
def test_a_heading_declares_a_direction_only_in_so_many_words(heading, direction):
    assert direction_of(heading) == direction


@pytest.mark.parametrize(
    ("name", "shown"),
    [("score", "score"), ("NPS score", "'NPS score'"), ("it's", "'it'\\''s'"), ("分數", "分數"), ("a;rm", "'a;rm'"), ("$(x)", "'$(x)'")],
)
def test_a_name_is_shown_as_a_shell_reads_it_back(name, shown):
    assert quoted(name) == shown
