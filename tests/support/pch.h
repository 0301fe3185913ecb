// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pch.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
