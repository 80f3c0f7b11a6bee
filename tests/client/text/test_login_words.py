"""Every fault has words, and they name what the person has to look at."""

import pytest

from messenger.client.link_events import LoginFailed, LoginFault
from messenger.client.text import login_words


@pytest.mark.parametrize("fault", LoginFault)
def test_every_login_fault_has_a_sentence(fault):
    said = login_words.login_fault(LoginFailed(fault, "boathouse.local:6697", "detail", ("Ada2",)))
    assert said.startswith("boathouse.local ") or said[0].isupper()
    assert said[-1] in ".?)"


def test_login_faults_name_host_and_port():
    no_answer = LoginFailed(LoginFault.NO_ANSWER, "boathouse.local:7000")
    assert login_words.login_fault(no_answer) == (
        "boathouse.local does not answer on port 7000. Is the host's computer on?"
    )
    unknown = LoginFailed(LoginFault.NO_SUCH_HOST, "irc://boathous.local")
    assert "called boathous.local here" in login_words.login_fault(unknown)
    taken = LoginFailed(LoginFault.NAME_TAKEN, "h", "", ("Ada2", "Ada3"))
    assert login_words.login_fault(taken).endswith("Free: Ada2, Ada3.")
