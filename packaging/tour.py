#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a running Confab as a person would, found by the names that assistive technology reads: pick a project, open
a conversation, rename it, delete two, undo one. Writes a screenshot after each step. Ends with 1 if a step fails."""

import os
import re
import subprocess
import sys
import time

import pyatspi

FOLDER = sys.argv[1]
# As xwininfo calls them.
PLACE = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
PATIENCE = 60  # seconds for one step; the slowest machine has to build a whole screen in it


def wait(what, condition):
    """Returns the first true value of condition(); a missing object is asked for again until patience ends."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            value = condition()
            if value:
                return value
        except Exception:  # an object that vanished while it was read
            pass
        time.sleep(0.1)
    subprocess.run(["import", "-window", "root", os.path.join(FOLDER, "failed.png")], check=False)
    sys.exit(f"tour: waited in vain for: {what}")


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
        # The cells of a long list are asked for by position instead.
        if node.getRole() in (pyatspi.ROLE_TREE, pyatspi.ROLE_TABLE, pyatspi.ROLE_TREE_TABLE, pyatspi.ROLE_LIST):
            continue
        stack.extend(reversed([child for child in node]))


def find(name, *roles):
    for node in everything(application()):
        if node.name == name and (not roles or node.getRole() in roles):
            if node.getState().contains(pyatspi.STATE_SHOWING):
                return node
    return None


def rows(node):
    table = node.queryTable()
    return table.nRows


def name_of_row(node, row):
    return node.queryTable().getAccessibleAt(row, 0).name


def centre(node):
    box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
    return box.x + box.width // 2, box.y + box.height // 2


def xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def click(node, button=1, modifier=None):
    x, y = centre(node)
    xdotool("mousemove", x, y)
    if modifier:
        xdotool("keydown", modifier)
    xdotool("click", button)
    if modifier:
        xdotool("keyup", modifier)


def cell(node, row):
    return node.queryTable().getAccessibleAt(row, 0)


def key(*names):
    xdotool("key", "--clearmodifiers", *names)


def type_text(text):
    xdotool("type", "--delay", 30, text)


def picture(number, name):
    time.sleep(0.4)  # lets the last animation frame arrive; nothing is decided by it
    path = os.path.join(FOLDER, f"{number}-{name}.png")
    subprocess.run(["import", "-window", "root", path], check=True)


def place(frame):
    """Gives the window its size, and waits until what it tells of its place is where it is: clicks go by it."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "Confab"]
    number = wait("its window on the screen", lambda: subprocess.check_output(search, text=True).split())[0]
    xdotool("windowsize", number, 1400, 860, "windowmove", number, 20, 20)

    def is_there():
        told = frame.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        said = subprocess.check_output(["xwininfo", "-id", number], text=True)
        real = [int(re.search(name + r": +(-?\d+)", said)[1]) for name in PLACE]
        return real == [told.x, told.y, told.width, told.height] and told.width == 1400

    wait("its size and place", is_there)


def has_keyboard(node):
    return any(each.getState().contains(pyatspi.STATE_FOCUSED) for each in everything(node))


def main():
    wait("the program", application)
    window = wait("its window", lambda: [c for c in application() if c.getRole() == pyatspi.ROLE_FRAME])[0]
    place(window)
    conversations = wait("the list of conversations", lambda: find("Conversations"))
    wait("its rows", lambda: rows(conversations) > 5)
    picture(1, "start")

    # Pick a project: the second, then the first again.
    first_name = name_of_row(conversations, 0)
    project = wait("the project picker", lambda: find("Project", pyatspi.ROLE_COMBO_BOX))
    click(project)
    wait("the keyboard in the project picker", lambda: has_keyboard(project))
    key("ctrl+a")
    key("Down")
    picture(2, "projects")
    key("Return")
    wait("another project's rows", lambda: name_of_row(conversations, 0) != first_name)
    picture(3, "other-project")
    click(project)
    wait("the keyboard in the project picker", lambda: has_keyboard(project))
    key("Up")
    key("Return")
    wait("the first project's rows", lambda: name_of_row(conversations, 0) == first_name)

    # Open a conversation.
    click(cell(conversations, 1))
    messages = wait("the messages", lambda: find("Messages"))
    wait("its messages", lambda: messages.childCount > 0)
    picture(4, "conversation")

    # Rename it.
    key("F2")
    time.sleep(0.3)
    key("ctrl+a")
    type_text("Where is my parcel? (answered)")
    key("Return")
    wait("the new name", lambda: "answered" in name_of_row(conversations, 1))
    picture(5, "renamed")

    # Delete two, one after the other, and undo the second.
    before = rows(conversations)
    doomed = name_of_row(conversations, 3)
    click(cell(conversations, 3))
    key("Delete")
    wait("one row less", lambda: name_of_row(conversations, 3) != doomed)
    spared = name_of_row(conversations, 4)
    click(cell(conversations, 4))
    key("Delete")
    wait("the notification", lambda: find("Notification"))
    wait("two rows less", lambda: name_of_row(conversations, 4) != spared)
    picture(6, "deleted")
    key("ctrl+z")
    wait("the second row again", lambda: name_of_row(conversations, 4) == spared)
    picture(7, "undone")
    print(f"tour: {before} rows at first, one deleted, one brought back")


main()
