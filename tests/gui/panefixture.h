// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/archive.h"
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"
#include "services/conversationfacts.h"
#include "services/conversationservice.h"
#include "services/settings.h"
#include "ui/conversationpane.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>
#include <QTreeView>

namespace confab {

using namespace Qt::StringLiterals;

/// The pane over a list in memory, shown.
struct PaneFixture
{
    explicit PaneFixture(int count = 25, int perPage = 10)
    {
        api.conversationsPerPage = perPage;
        project = api.addProject(1, count);
        settings.setDateFilter({});
        settings.setPeopleFilter(PeopleFilter::Everyone);
        settings.setFactFilter({});
        settings.setState(u"columns"_s, {});
        pane = std::make_unique<ConversationPane>(service, model, settings);
        pane->resize(480, 300);
        pane->show();
        pane->activateWindow();
        // Its columns have their widths and its keys their way by then, on a slow machine as well.
        QVERIFY(QTest::qWaitForWindowActive(pane.get()));
    }

    void open()
    {
        pane->setSignedIn(true);
        service.open(project, PeopleFilter::Everyone);
    }
    [[nodiscard]] QTreeView *view() const { return pane->findChild<QTreeView *>(); }
    [[nodiscard]] QLineEdit *filter() const { return pane->findChild<QLineEdit *>(u"filterField"_s); }
    [[nodiscard]] QComboBox *combo(const QString &accessibleName) const
    {
        const auto all = pane->findChildren<QComboBox *>();
        for (QComboBox *box : all) {
            if (box->accessibleName() == accessibleName)
                return box;
        }
        return nullptr;
    }
    [[nodiscard]] QString label(const char *objectName) const
    {
        const auto *found = pane->findChild<QLabel *>(QLatin1String(objectName));
        return found->isVisible() ? found->text() : QString();
    }
    [[nodiscard]] QString sentence() const { return label("stateSentence"); }
    [[nodiscard]] QPushButton *way() const { return pane->findChild<QPushButton *>(u"stateAction"_s); }
    [[nodiscard]] QPushButton *lineAction() const
    {
        return pane->findChild<QPushButton *>(u"noticeAction"_s);
    }
    [[nodiscard]] QString nameOf(const SessionId &session) const { return service.find(session)->name; }
    void click(int row, Qt::KeyboardModifiers modifiers = {}) const
    {
        const QRect rect = view()->visualRect(model.index(row, 0));
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, modifiers, rect.center());
    }
    [[nodiscard]] QList<int> selectedRows() const
    {
        QList<int> rows;
        const QList<SessionId> sessions = pane->selectedSessions();
        for (const SessionId &session : sessions)
            rows << model.rowOf(session);
        return rows;
    }

    ManualClock clock;
    FakeChatApi api;
    Settings settings{u"pane"_s};
    ConversationService service{api};
    Archive archive; ///< Not open; facts.take() stands in for it.
    ConversationFacts facts{archive};
    ConversationListModel model{service, clock, &facts};
    ProjectId project;
    std::unique_ptr<ConversationPane> pane;
};

#define LOADED(setup, rows)                                                                                  \
    (setup).open();                                                                                          \
    QTRY_VERIFY((setup).model.rowCount() >= (rows))

} // namespace confab
