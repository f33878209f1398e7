"""Privacy: what leaves, what never does, what is kept, and the rights over it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from core.errors import SyncError
from core.jobs import JobContext
from desktop import policy
from desktop.presenters import privacy_parts as parts
from desktop.presenters.compliance import document
from desktop.presenters.privacy_state import PrivacyState as PrivacyState
from desktop.presenters.problems import of_error
from desktop.presenters.session import Session
from desktop.presenters.wishes import Button, Notice, Tone, Wish
from desktop.sentences.kept import SURE
from desktop.times import AMERICAN, Formats, at, clock, counted, on

if TYPE_CHECKING:
    from core.office.keeping import Receipt
    from desktop.entrance import Office
    from desktop.erasing import Erased

SHOWN = 50  # entries of the audit
Eraser = Callable[["Office", JobContext], "Erased"]


class PrivacyPresenter(QObject):
    """Decides for Privacy."""

    changed = Signal(object)  # PrivacyState
    report_wanted = Signal(str, str)  # save this document (HTML) as a PDF: name, document
    policy_wanted = Signal(str)  # show this text (Markdown)
    erased = Signal()  # the office is gone
    passed_on = Signal(object, str)  # a Wish that is another presenter's, and its target

    def __init__(
        self,
        session: Session,
        erase: Eraser,
        formats: Formats = AMERICAN,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.state = PrivacyState()
        self._session, self._erase, self._formats = session, erase, formats
        self._visible = False
        self._rules = ""
        session.looked.connect(self._on_looked)
        self._acts: dict[Wish, Callable[[str], None]] = {
            Wish.SHOW_FIELDS: self._show_tab,
            Wish.SAVE_REPORT: lambda _target: self._report(),
            Wish.READ_POLICY: lambda _target: self._read_policy(),
            Wish.ACCEPT_POLICY: lambda _target: self._accept(),
            Wish.LOOK_AT_PRIVACY: lambda _target: self._look(),
        }

    @Slot(object, str)
    def do(self, wish: Wish, target: str = "") -> None:
        """Carry out a wish, or pass it on to whose it is."""
        act = self._acts.get(wish)
        if act is None:
            self.passed_on.emit(wish, target)
        else:
            act(target)

    @Slot(bool)
    def show(self, visible: bool) -> None:
        """Note that the page is seen: it is looked up anew each time."""
        if visible and not self._visible:
            self._look()
        self._visible = visible

    # -- the rights over what is kept -----------------------------------------------------------

    @Slot(str)
    def export(self, path: str) -> None:
        """Write all that is kept to a file: .csv or .json, by its ending."""
        office = self._session.office
        if office is None:
            return

        def done(found: Any) -> None:
            text = f"{counted(found.total(), 'row')} are in {path}. Sign-ins are not among them."
            self._tell("All that is kept was written to a file", text)

        self._work(lambda _job: office.kept.export(Path(path)), done)

    @Slot(str, str, bool)
    def forget(self, pair: str, record: str, stay_away: bool) -> None:
        """Forget one record by its number; by "hubspot:" and one, HubSpot's."""
        office = self._session.office
        if office is None or not record.strip():
            return

        def done(receipt: "Receipt") -> None:
            rows = sum(receipt.removed.values())
            away = " It is never synced again, by a one-way mark." if receipt.stays_away else ""
            self._tell(
                f"Record {record.strip()} is forgotten",
                f"{counted(rows, 'row')} are gone, at {self._moment()}.{away} Both systems keep "
                "what they hold.",
            )
            self._look()

        self._work(lambda _job: office.kept.forget(pair, record.strip(), stay_away=stay_away), done)

    @Slot(str)
    def erase(self, typed: str) -> None:
        """Erase everything, once that was typed; the program ends after it."""
        office = self._session.office
        if office is None or typed.strip().lower() != SURE:
            return

        def done(found: "Erased") -> None:
            rows = sum(found.rows.values())
            left = f" Not ours, and left: {len(found.left)}." if found.left else ""
            text = (
                f"{counted(rows, 'row')} and {counted(found.files, 'file')} are gone, at "
                f"{self._moment()}. The key is gone from where it was kept.{left} HubSpot and your "
                "system keep their data."
            )
            end = Button(Wish.QUIT, "End 300Sync", primary=True)
            notice = Notice(Tone.SUCCESS, "Everything is erased", text, (end,))
            self._show(PrivacyState(loaded=True, erased=True, notice=notice))
            self.erased.emit()

        self._work(lambda job: self._erase(office, job), done)

    # -- looking --------------------------------------------------------------------------------

    @Slot()
    def _on_looked(self) -> None:
        if self._visible and not self.state.erased:
            self._look()

    def _look(self) -> None:
        """Read everything anew. The system is not asked: what it described before counts."""
        office, summary = self._session.office, self._session.summary
        if office is None or summary is None or self.state.erased:
            return
        now, formats = self._session.clock.now(), self._formats
        connected = any(each.side.value == "system" for each in summary.connections)

        def look(job: JobContext) -> dict[str, Any]:
            found: dict[str, Any] = {"kept": parts.kept(office.kept.counts())}
            consent = office.consenting.accepted()
            found |= _policy(consent, now, formats)
            entries = office.privacy.audit(SHOWN)
            found["audit"] = parts.audit(entries, now, formats)
            found["audit_text"] = _chain(office.privacy.verify())
            if connected:
                standing = office.privacy.standing(job)
                barred = parts.never(standing)
                found |= {
                    "tabs": parts.tabs(standing, office.mappings()),
                    "never": barred,
                    "never_caption": counted(len(barred), "blocked field"),
                    "never_text": _NEVER if standing.healthcare else _OTHERS,
                    "gate": parts.gate(standing, now, formats),
                    "rules": standing.report.rules,
                }
            return found

        def done(found: dict[str, Any]) -> None:
            self._rules = found.pop("rules", "")
            tabs = found.get("tabs", ())
            tab = self.state.tab if self.state.tab in [t.key for t in tabs] else ""
            button, text = parts.pause(summary)
            self._show(
                replace(
                    self.state,
                    **found,
                    loaded=True,
                    loading=False,
                    problem=None,
                    tab=tab or (tabs[0].key if tabs else ""),
                    pairs=tuple((t.key, t.label) for t in tabs),
                    kept_caption=f"Encrypted sign-ins; the key is in {summary.key_holder}",
                    pause=button,
                    pause_text=text,
                )
            )

        if not self.state.loaded:
            self._show(replace(self.state, loading=True))
        self._work(look, done)

    def _show_tab(self, key: str) -> None:
        self._show(replace(self.state, tab=key))

    def _report(self) -> None:
        summary = self._session.summary
        if summary is None or not self.state.loaded:
            return
        now = self._session.clock.now()
        ends = [f"{each.label}, account no. {each.account_id}" for each in summary.connections]
        made = document(self.state, self._moment(), ends, self._rules)
        self.report_wanted.emit(f"300sync-compliance-{now:%Y-%m-%d}.pdf", made)

    @Slot(str, bytes)
    def save(self, path: str, content: bytes) -> None:
        """Keep the report where a person chose to."""
        self._work(
            lambda _job: Path(path).write_bytes(content),
            lambda _written: self._tell("The compliance report is saved", path),
        )

    def _read_policy(self) -> None:
        self._work(lambda _job: policy.text(), self.policy_wanted.emit)

    def _accept(self) -> None:
        office = self._session.office
        if office is not None:
            self._work(
                lambda _job: office.consenting.accept(policy.VERSION), lambda _done: self._look()
            )

    def _tell(self, title: str, text: str) -> None:
        self._show(replace(self.state, notice=Notice(Tone.SUCCESS, title, text), problem=None))

    def _moment(self) -> str:
        now = self._session.clock.now()
        return f"{on(now, now, self._formats)}, {clock(now, self._formats)}"

    def _work(self, work: Callable[[JobContext], Any], done: Callable[[Any], None]) -> None:
        def failed(error: SyncError) -> None:
            now = self._session.clock.now()
            said = f"It happened at {at(now, now, self._formats)}."
            summary = self._session.summary
            system = next((c.label for c in summary.connections), "") if summary else ""
            self._show(replace(self.state, loading=False, problem=of_error(error, system, said)))

        self._session.jobs.start(work, done, failed=failed)

    def _show(self, state: PrivacyState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


_NEVER = "Dropped the moment it arrives. What tells of somebody's health cannot be switched on."
_OTHERS = "Never asked for, or dropped the moment it arrives."


def _policy(consent: Any, now: Any, formats: Formats) -> dict[str, Any]:
    read = Button(Wish.READ_POLICY, "Read it")
    if consent is not None and consent.policy == policy.VERSION:
        when = on(consent.at, now, formats)
        return {"policy": f"Policy {consent.policy} accepted {when}", "policy_button": read}
    return {"policy": "", "policy_button": Button(Wish.READ_POLICY, "Read and accept the policy")}


def _chain(entries: int) -> str:
    return f"{counted(entries, 'entry', 'entries')}, all of them as they were written."
