"""Notices and hints: which of them show, for how long, and where."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from gui.actions import WindowState
from gui.hints import next_step
from gui.notifications import Notice, NotificationStack

# --- notifications ------------------------------------------------------------------------------


@pytest.fixture
def stack(qtbot):
    from PySide6.QtWidgets import QWidget

    host = QWidget()
    host.resize(700, 500)
    qtbot.addWidget(host)
    made = NotificationStack(host)
    host.show()
    return made


def test_a_notice_replaces_the_one_of_its_key(stack):
    stack.show_notice(Notice("one", key="proof"))
    stack.show_notice(Notice("two", key="proof"))
    assert [notice.sentence for notice in stack.notices] == ["two"]


def test_errors_outlast_other_notices(stack):
    stack.show_notice(Notice("It broke.", "error"))
    for i in range(5):
        stack.show_notice(Notice(f"note {i}"))
    assert len(stack.notices) == stack.LIMIT
    assert stack.notices[0].sentence == "It broke."


def test_errors_wait_for_room_and_come_back(stack):
    for number in range(3):
        stack.show_notice(Notice(f"Error {number}.", "error"))
    assert [notice.sentence for notice in stack.notices] == ["Error 1.", "Error 2."]
    assert [notice.sentence for notice in stack.waiting] == ["Error 0."]
    stack.dismiss_latest()
    assert {notice.sentence for notice in stack.notices} == {"Error 0.", "Error 1."}
    assert stack.waiting == []


def test_a_hint_gives_way_to_results_and_returns(stack):
    stack.show_notice(Notice("What next?", "hint", "hint"))
    stack.show_notice(Notice("Saved.", "success", "saved"))
    stack.show_notice(Notice("Repaired.", "success", "proof"))
    assert [notice.key for notice in stack.notices] == ["saved", "proof"]
    stack.dismiss("saved")
    assert {notice.key for notice in stack.notices} == {"hint", "proof"}
    stack.show_notice(Notice("Exported.", "success", "export"))
    stack.dismiss("hint")
    stack.dismiss("proof")
    assert [notice.key for notice in stack.notices] == ["export"]


def test_a_hint_pushes_no_result_aside(stack):
    stack.show_notice(Notice("Saved.", "success", "saved"))
    stack.show_notice(Notice("Repaired.", "success", "proof"))
    stack.show_notice(Notice("What next?", "hint", "hint"))
    assert [notice.key for notice in stack.notices] == ["saved", "proof"]
    stack.dismiss_latest()
    assert [notice.key for notice in stack.notices] == ["saved", "hint"]


def test_equal_notices_become_one_with_a_count(stack):
    failed = Notice("It broke.", "error", "failure", "Traceback")
    for _ in range(3):
        stack.show_notice(failed)
    assert stack.notices == [failed] and stack.count_of(failed) == 3
    from gui.notifications import NoticeBar

    (bar,) = (bar for bar in stack.findChildren(NoticeBar) if bar.isVisible())
    assert "3" in bar.accessibleName() and bar.notice is failed
    stack.show_notice(Notice("It broke again.", "error", "failure"))
    assert stack.count_of(stack.notices[0]) == 1


def test_notices_make_way_for_what_is_looked_at(stack, qtbot):
    host = stack.parentWidget()
    stack.show_notice(Notice("Repaired.", "success"))
    assert stack.geometry().top() > host.height() / 2
    place = QRect(100, host.height() - 90, 500, 80)
    stack.looked_at = lambda: place
    stack.place_soon()
    qtbot.waitUntil(lambda: not stack.geometry().intersects(place))
    assert stack.geometry().top() >= 0
    stack.looked_at = QRect
    stack.place_soon()
    qtbot.waitUntil(lambda: stack.geometry().top() > host.height() / 2)


def test_in_a_low_host_the_newest_notice_alone_shows(stack):
    stack.show_notice(Notice("An older one."))
    stack.show_notice(Notice("The newest."))
    stack.parentWidget().resize(700, 80)
    assert stack.geometry().top() >= 0 and stack.geometry().bottom() < 80
    from gui.notifications import NoticeBar

    shown = [bar.notice.sentence for bar in stack.findChildren(NoticeBar) if bar.isVisible()]
    assert shown == ["The newest."]


def test_screen_readers_hear_of_every_notice(stack, monkeypatch):
    from gui import notifications

    heard = []
    monkeypatch.setattr(
        notifications.QAccessible, "updateAccessibility",
        lambda event: heard.append((event.message(), event.politeness())),
    )  # fmt: skip
    stack.show_notice(Notice("Repaired.", "success"))
    stack.show_notice(Notice("It broke.", "error"))
    levels = notifications.QAccessible.AnnouncementPoliteness
    assert heard == [("Repaired.", levels.Polite), ("It broke.", levels.Assertive)]


def test_notices_stay_inside_a_narrow_host(stack):
    stack.parentWidget().resize(320, 400)
    stack.show_notice(Notice("A long sentence that needs several lines in a window that is narrow "
                             "enough to make it wrap.", "error"))  # fmt: skip
    assert stack.x() >= 0 and stack.geometry().right() < 320 and stack.geometry().bottom() < 400


def test_a_wrapped_notice_shows_all_its_lines(stack):
    from gui.notifications import NoticeBar

    stack.parentWidget().resize(420, 400)
    again = tuple((word, lambda: None) for word in ("Restyle", "Heal", "Calm"))
    stack.show_notice(Notice("Nothing was changed: nothing looks wrong here; choose a method to "
                             "redo it anyway.", "info", actions=again))  # fmt: skip
    label = stack.findChild(NoticeBar)._sentence
    stack.layout().activate()
    assert label.height() >= label.heightForWidth(label.width())


def test_copy_diagnostics_copies_sentence_details_and_facts(stack):
    stack.diagnostics = lambda: "Kintsugi on test"
    stack.copy_diagnostics("Traceback: boom")
    assert QApplication.clipboard().text() == "Traceback: boom\n\nKintsugi on test"


def test_action_of_a_notice_closes_it(stack):
    done = []
    stack.show_notice(Notice("Repaired.", "success", actions=(("Undo", lambda: done.append(1)),)))
    from PySide6.QtWidgets import QPushButton

    stack.findChild(QPushButton, "link").click()
    assert done == [1] and stack.notices == []


# --- hints --------------------------------------------------------------------------------------


def test_hints_lead_from_step_to_step():
    opened = WindowState(has_content=True)
    styled = WindowState(has_content=True, has_style=True)
    done = WindowState(has_content=True, has_style=True, has_result=True)
    assert next_step(WindowState(), 0, False) is None
    assert next_step(opened, 0, False).sentence.startswith("Choose a style")
    assert next_step(styled, 0, False).action_id == "transfer"
    assert next_step(done, 0, False) is None  # still looking for problems
    assert next_step(done, 3, True).sentence == "3 places look wrong. Press N to see the worst."
    assert next_step(done, 1, True).sentence.startswith("1 place looks wrong")
    assert next_step(done, 0, True).action_id == "export"


def test_hints_name_the_keys_as_they_are_now():
    masked = WindowState(has_content=True, has_style=True, has_result=True, has_mask=True)
    rebound = next_step(masked, 0, True, lambda _id: "Ctrl+R").sentence
    assert rebound == "Press Ctrl+R to repair what is marked."
    assert next_step(masked, 0, True, lambda _id: "").sentence == "Repair what is marked."
