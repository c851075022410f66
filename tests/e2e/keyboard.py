"""A tab that is used by keyboard alone; wherever the focus goes, it has to be seen."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.browser import Tab

MOST_STEPS = 250

VISIBLE = """() => {
  const at = document.activeElement;
  const shows = (node) => {
    const style = getComputedStyle(node);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return outlined || /[1-9]\\d*px/.test(style.boxShadow);
  };
  const around = at.id === 'chat-input' ? at.closest('#message-composer') : at.closest('label');
  if (at === document.body) return '';
  return shows(at) || !!(around && shows(around)) ? '' : at.outerHTML.slice(0, 200);
}"""
"""Says what has the focus and does not show it; nothing where it is seen."""

BEFORE = """(node) => {
  const at = document.activeElement;
  return !!(at.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_PRECEDING) && !at.contains(node);
}"""


class Keyboard(Tab):
    """Everything that a person does in a tab, with the keys."""

    def go_to(self, target: Locator) -> None:
        """Moves the focus to something by Tab or Shift+Tab."""
        expect(target).to_be_visible()
        back = target.evaluate(BEFORE)
        for _ in range(MOST_STEPS):
            if target.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            unseen = self.page.evaluate(VISIBLE)
            assert not unseen, f"the focus is not to be seen at {unseen}"
        raise AssertionError(f"the keyboard does not lead to {target}")

    def begin(self, pilot: str, starter: str = "Assess my pilot") -> None:
        """Starts an assessment from the welcome screen."""
        self.go_to(self.page.get_by_role("button", name=starter))
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_text("What is the pilot called?")).to_be_visible()
        with self.moving_on():
            self.say(pilot)

    def say(self, text: str) -> None:
        """Types something and sends it."""
        self.rest()
        self.go_to(self.line)
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def press(self, action: str) -> None:
        """Presses a button of what is asked now."""
        self.go_to(self.live.locator(f'[data-action="{action}"]'))
        self.page.keyboard.press("Enter")

    def set(self, where: Locator, element: str, choice: str, reason: str = "") -> None:
        """Changes a line with the arrow keys."""
        row = where.locator(f'[data-element="{element}"]')
        radios = row.get_by_role("radio")
        chosen = row.locator("input:checked")
        self.go_to(chosen if chosen.count() else radios.first)
        for _ in range(radios.count()):
            if chosen.count() and chosen.get_attribute("value") == choice:
                break
            self.page.keyboard.press("ArrowRight")
        assert chosen.get_attribute("value") == choice
        if reason:
            self.go_to(row.get_by_label("Why does it not apply?"))
            self.page.keyboard.insert_text(reason)

    def open_criterion(self, criterion: str) -> Locator:
        """Opens a line of the checklist; what it shows."""
        self.go_to(self.panel.locator(f'[data-criterion="{criterion}"] > button'))
        self.page.keyboard.press("Enter")
        opened = self.panel.get_by_test_id("criterion")
        expect(opened).to_be_visible()
        return opened
