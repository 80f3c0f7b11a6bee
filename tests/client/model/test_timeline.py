"""Merging: no doubles, one order, whatever came first."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from messenger.client.events import ChatMessage
from messenger.client.model.timeline import State, Timeline

HISTORY = tuple(
    ChatMessage("bob", f"line {n}", 1_000.0 + n // 3, msgid=f"relay-{n:x}", ref=f"r{n}")
    for n in range(1, 40)
)
PAGES = tuple(HISTORY[start : start + 12] for start in range(0, len(HISTORY), 7))


def texts(timeline: Timeline) -> list[str]:
    return [entry.message.text for entry in timeline.entries]


def own(ref: str, sent_at: float = 1_005.0) -> ChatMessage:
    return ChatMessage("ada", f"own {ref}", sent_at, ref=ref, own=True)


@given(st.lists(st.sampled_from(PAGES), max_size=12), st.permutations(PAGES))
def test_the_same_pages_in_any_order_and_number_give_the_same_list(repeated, pages):
    timeline = Timeline()
    for page in [*repeated, *pages]:
        timeline.merge(page)
    assert texts(timeline) == [message.text for message in HISTORY]


@given(st.lists(st.integers(0, len(HISTORY) - 1)), st.integers(0, 5), st.data())
def test_live_lines_pages_and_own_messages_mix_without_doubles(live, unsent, data):
    timeline = Timeline()
    refs = [f"o{n}" for n in range(unsent)]
    for ref in refs:
        timeline.add_pending(own(ref))
    for index in live:
        timeline.add_live(HISTORY[index])
    settled = [replace(own(ref, 1_010.0), msgid=f"relay-{900 + n:x}") for n, ref in enumerate(refs)]
    for message in data.draw(st.permutations(settled)):
        data.draw(st.sampled_from([timeline.settle, timeline.add_live]))(message)
        timeline.settle(message)
    for page in PAGES:
        timeline.merge(page)
    expected = sorted((*HISTORY, *settled), key=lambda m: (m.sent_at, int(m.msgid[6:], 16)))
    assert texts(timeline) == [message.text for message in expected]
    assert all(entry.state is State.SETTLED for entry in timeline.entries)
    assert not timeline.unsettled()


@given(st.lists(st.tuples(st.sampled_from("lpsfdhx"), st.integers(0, 38)), max_size=40))
def test_what_is_said_to_be_untouched_is_untouched(steps):
    timeline = Timeline()
    acts = {
        "l": lambda n: timeline.add_live(HISTORY[n]),
        "p": lambda n: timeline.add_pending(own(f"o{n}")),
        "s": lambda n: timeline.settle(replace(own(f"o{n}"), msgid=f"relay-{n + 500:x}")),
        "f": lambda n: timeline.fail(f"o{n}", "no"),
        "d": lambda n: timeline.discard(f"o{n}"),
        "h": lambda n: timeline.merge(PAGES[n % len(PAGES)]),
        "x": lambda n: timeline.forget_before(n),
    }
    before = list(timeline.entries)
    timeline.take_touched()
    for number, (act, n) in enumerate(steps):
        acts[act](n)
        if number % 3 == 2:
            touched = timeline.take_touched()
            after = list(timeline.entries)
            head, tail = touched or (len(after), 0)
            assert before[:head] == after[:head]
            assert before[len(before) - tail :] == after[len(after) - tail :]
            assert head + tail <= min(len(before), len(after))
            before = after
        assert [e.order for e in timeline.entries] == sorted(e.order for e in timeline.entries)


def test_a_settled_message_keeps_its_key_and_takes_its_confirmed_place():
    timeline = Timeline()
    pending = timeline.add_pending(own("a", sent_at=9_999.0))
    timeline.add_live(HISTORY[20])
    settled = timeline.settle(replace(own("a", sent_at=1_000.0), msgid="relay-0"))
    assert settled is not None
    assert settled.key == pending.key
    assert texts(timeline) == ["own a", "line 21"]


def test_a_pending_message_stands_below_even_if_our_clock_is_behind():
    timeline = Timeline()
    timeline.add_live(HISTORY[20])
    timeline.add_pending(own("a", sent_at=5.0))
    assert texts(timeline) == ["line 21", "own a"]


def test_a_ref_of_somebody_else_hides_nothing():
    timeline = Timeline()
    timeline.add_live(ChatMessage("mallory", "first", 1.0, ref="x", msgid="relay-1"))
    timeline.add_live(ChatMessage("bob", "second", 2.0, ref="x", msgid="relay-2"))
    assert texts(timeline) == ["first", "second"]


def test_a_failed_message_waits_again_after_a_retry_and_can_be_discarded():
    timeline = Timeline()
    timeline.add_pending(own("a"))
    failed = timeline.fail("a", "too long")
    assert failed is not None
    assert (failed.state, failed.reason) == (State.FAILED, "too long")
    assert timeline.add_pending(own("a")).state is State.PENDING
    assert len(timeline.entries) == 1
    assert timeline.discard("a")
    assert not timeline.discard("a")
    assert timeline.entries == []


def test_an_uncertain_message_that_is_left_stays_once():
    timeline = Timeline()
    timeline.add_pending(own("a"))
    assert timeline.fail("a", "the connection broke", doubtful=True).state is State.UNCERTAIN
    assert timeline.discard("a")
    assert [entry.state for entry in timeline.entries] == [State.SETTLED]
    timeline.merge([replace(own("a"), msgid="relay-7")])
    assert texts(timeline) == ["own a"]


def test_an_uncertain_message_that_did_arrive_settles_in_its_row():
    timeline = Timeline()
    key = timeline.add_pending(own("a")).key
    timeline.fail("a", "the connection broke", doubtful=True)
    settled = timeline.settle(replace(own("a"), msgid="relay-7"))
    assert (settled.key, settled.state) == (key, State.SETTLED)
    assert len(timeline.entries) == 1


def test_forgotten_entries_can_come_back_but_unsent_ones_stay():
    timeline = Timeline()
    timeline.add_pending(own("a", sent_at=1.0))
    timeline.merge(HISTORY)
    timeline.forget_before(10)
    assert texts(timeline)[:2] == ["own a", "line 10"]
    timeline.merge(HISTORY)
    assert len(timeline.entries) == len(HISTORY) + 1


def test_the_same_happening_live_and_from_history_is_one():
    timeline = Timeline()
    timeline.add_live(ChatMessage("bob", "", 5.0, "join"))
    timeline.add_live(ChatMessage("bob", "", 5.0, "join"))
    assert len(timeline.entries) == 1
