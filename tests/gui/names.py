#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a running Confab over AT-SPI, as a screen reader does, and ends with 1 where one of the names that people and
their tools find controls by is missing. Argument: signed-in or signed-out."""

import sys
import time

import pyatspi
from gi.repository import GLib

PATIENCE = 60  # seconds for the program to come up on the slowest machine
CONTROLS = {
    "Project": pyatspi.ROLE_COMBO_BOX,
    "Filter conversations": pyatspi.ROLE_TEXT,
    "Date": pyatspi.ROLE_COMBO_BOX,
    "People": pyatspi.ROLE_COMBO_BOX,
    "Message": pyatspi.ROLE_TEXT,
    "Language": pyatspi.ROLE_COMBO_BOX,
    "Send": pyatspi.ROLE_PUSH_BUTTON,
    "Conversations": None,  # tree, table or both, as the toolkit's version has it
    "Messages": None,
}
ACTIONS = ["New conversation", "Rename", "Delete", "Refresh", "Undo", "Retry", "Settings", "Sign out"]
DIALOG = {
    "API key": (pyatspi.ROLE_PASSWORD_TEXT, pyatspi.ROLE_TEXT),
    "Server address": (pyatspi.ROLE_TEXT,),
    "Remember in the keychain": (pyatspi.ROLE_CHECK_BOX,),
    "Sign in": (pyatspi.ROLE_PUSH_BUTTON,),
}
LISTS = (pyatspi.ROLE_TREE, pyatspi.ROLE_TABLE, pyatspi.ROLE_TREE_TABLE, pyatspi.ROLE_LIST)


def wait(what, condition):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            value = condition()
            if value:
                return value
        except Exception:  # an object that vanished while it was read
            pass
        time.sleep(0.1)
    sys.exit(f"names: waited in vain for: {what}")


def pump():
    while GLib.MainContext.default().iteration(False):
        pass


def application():
    for child in pyatspi.Registry.getDesktop(0):
        if child and "confab" in child.name.lower():
            return child
    return None


def everything(root):
    stack = [root]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        yield node
        if node.getRole() not in LISTS:
            stack.extend(reversed([child for child in node]))


def find(name, *roles):
    for node in everything(application()):
        if node.name == name and (not roles or node.getRole() in roles):
            return node
    return None


def table(name):
    for node in everything(application()):
        if node.name == name and node.getRole() in LISTS and node.getState().contains(pyatspi.STATE_SHOWING):
            return node
    return None


def spoken_rows(name, count):
    node = table(name)
    if node.getRole() == pyatspi.ROLE_LIST:
        return [node[row].name for row in range(min(count, node.childCount))]
    rows = node.queryTable()
    return [rows.getAccessibleAt(row, 0).name for row in range(min(count, rows.nRows))]


def signed_in():
    for name, role in CONTROLS.items():
        if name != "Messages":
            wait(f'"{name}"', lambda: find(name, role) if role else table(name))
    names = wait("rows", lambda: [name for name in spoken_rows("Conversations", 5) if name])
    if len(names) < 5 or any(not name.strip() or "QModelIndex" in name for name in names):
        sys.exit(f"names: these rows are not read as names: {names}")

    # A row's own way to be opened, which needs neither a pointer nor the keyboard.
    table("Conversations").queryTable().addRowSelection(1)
    said = wait("messages", lambda: table("Messages") and spoken_rows("Messages", 2))
    for text in said:
        sender = text.split(",")[0]
        if sender not in ("Visitor", "Agent") or ":" not in text:
            sys.exit(f"names: this message is not read as sender, time and text: {text!r}")

    # A question without keyboard or pointer, and what is said when its answer has come.
    find("Message", pyatspi.ROLE_TEXT).queryEditableText().setTextContents("Where is my parcel?")
    wait("Send", lambda: find("Send", pyatspi.ROLE_PUSH_BUTTON).getState().contains(pyatspi.STATE_ENABLED))
    told = []
    # The toolkit tells of a label's new text as its name that changed, which is what is read out. (Qt 6.4 keeps alerts
    # from AT-SPI.)
    pyatspi.Registry.registerEventListener(lambda event: told.append(event.source.name),
                                           "object:property-change:accessible-name")
    find("Send", pyatspi.ROLE_PUSH_BUTTON).queryAction().doAction(0)
    wait("the end of the answer", lambda: find("Answer complete"))
    wait("its announcement", lambda: pump() or "Answer complete" in told)

    for name in ACTIONS:
        roles = (pyatspi.ROLE_MENU_ITEM, pyatspi.ROLE_PUSH_BUTTON)
        if not find(name, *roles):
            sys.exit(f'names: no action "{name}"')
    print(f"names: rows {names}, messages {[text[:40] for text in said]}")


def signed_out():
    dialog = wait('the dialog "Sign in"', lambda: find("Sign in", pyatspi.ROLE_DIALOG))
    for name, roles in DIALOG.items():
        wanted = [node for node in everything(dialog) if node.name == name and node.getRole() in roles]
        if not [node for node in wanted if node.getState().contains(pyatspi.STATE_SHOWING)]:
            sys.exit(f'names: the dialog shows no "{name}": '
                     f"{[(node.name, node.getRoleName()) for node in everything(dialog)]}")
    print("names: the sign-in dialog is whole")


wait("the program", application)
wait("its window", lambda: [child for child in application() if child.getRole() == pyatspi.ROLE_FRAME])
signed_in() if sys.argv[1] == "signed-in" else signed_out()
