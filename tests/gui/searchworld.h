// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/archive.h"
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/searchresultsmodel.h"
#include "services/archiveservice.h"
#include "services/projectservice.h"
#include "services/settings.h"
#include "ui/searchpane.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>

namespace confab {

using namespace Qt::StringLiterals;

/// The pane over an archive in a file of its own, shown.
struct SearchWorld
{
    enum class Copy { Kept, Refused };

    explicit SearchWorld(Copy copy = Copy::Kept) : settings(nextProfile())
    {
        api.addProject(1, 0, u"Shop"_s);
        api.addProject(2, 0, u"Museum"_s);
        projects.load();
        pane.resize(520, 480);
        pane.setProject(ProjectId{1});
        pane.show();
        pane.activateWindow();
        if (copy == Copy::Kept)
            archive.assumeConsent(server);
        archive.signedIn({server, 7});
    }
    ~SearchWorld() { pane.hide(); }
    Q_DISABLE_COPY_MOVE(SearchWorld)

    /// False where the window, the projects or the archive do not come about.
    [[nodiscard]] bool isReady()
    {
        return QTest::qWaitForWindowActive(&pane) &&
               QTest::qWaitFor([this] { return !projects.isLoading() && archive.isOpen(); }, 20'000);
    }
    /// One conversation a call; its messages are a minute apart, and the last one is of now.
    [[nodiscard]] bool put(qint64 project, qint64 number, const QString &name, const QStringList &questions)
    {
        Conversation conversation;
        conversation.id = ConversationId{number};
        conversation.session = SessionId(u"session-%1"_s.arg(number));
        conversation.project = ProjectId{project};
        conversation.name = name;
        ArchivedPage page;
        page.key = conversation.key();
        for (qsizetype i = 0; i < questions.size(); ++i) {
            Message message;
            message.id = MessageId{number * 1000 + i};
            message.question = questions.at(i);
            message.answer = u"It left **on Monday**."_s;
            message.createdAt = clock.nowUtc().addSecs(-60 * (questions.size() - 1 - i));
            page.messages.append({message, {}});
        }
        ArchiveBatch batch;
        batch.conversations = {conversation};
        batch.pages = {page};
        archive.learn(batch);
        m_messages += qint64(questions.size());
        return QTest::qWaitFor([this] { return stored() == m_messages; }, 20'000);
    }
    /// Key by key, as a person does; ends when the search has.
    [[nodiscard]] bool type(const QString &text)
    {
        box().setFocus();
        QTest::keyClicks(&box(), text);
        return settled();
    }
    [[nodiscard]] bool settled()
    {
        return QTest::qWaitFor([this] { return !archive.search().isSearching(); }, 20'000);
    }

    [[nodiscard]] QLineEdit &box() const { return *pane.findChild<QLineEdit *>(u"searchText"_s); }
    [[nodiscard]] QListView &list() const { return *pane.findChild<QListView *>(u"searchResults"_s); }
    [[nodiscard]] QComboBox &scope() const { return *pane.findChild<QComboBox *>(u"searchScope"_s); }
    [[nodiscard]] QString count() const { return pane.findChild<QLabel *>(u"searchCount"_s)->text(); }
    [[nodiscard]] QWidget &page() const { return *pane.findChild<QWidget *>(u"searchState"_s); }
    /// What stands in the place of the results; empty while they are there.
    [[nodiscard]] QString sentence() const
    {
        return page().isVisible() ? page().findChild<QLabel *>(u"stateSentence"_s)->text() : QString();
    }
    [[nodiscard]] QPushButton &way() const { return *page().findChild<QPushButton *>(u"stateAction"_s); }
    [[nodiscard]] bool helps() const { return pane.findChild<QWidget *>(u"searchHelp"_s)->isVisible(); }
    [[nodiscard]] QList<QToolButton *> chipButtons() const
    {
        QList<QToolButton *> shown;
        for (QToolButton *each : pane.findChildren<QToolButton *>(u"searchChip"_s)) {
            if (each->isVisible())
                shown << each;
        }
        return shown;
    }
    [[nodiscard]] QStringList chips() const
    {
        QStringList names;
        for (const QToolButton *each : chipButtons())
            names << each->accessibleName();
        return names;
    }
    [[nodiscard]] QStringList titles() const
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row).data().toString();
        return all;
    }

    const QUrl server{u"https://chat.example.org/api/v1"_s};
    ManualClock clock;
    FakeChatApi api;
    Settings settings;
    ArchiveService archive{api, settings, clock};
    ProjectService projects{api};
    SearchResultsModel model{archive.search(), projects, clock};
    SearchPane pane{archive, model};

private:
    static QString nextProfile()
    {
        static int number = 0;
        return u"searchpane%1"_s.arg(++number);
    }
    [[nodiscard]] qint64 stored()
    {
        const auto counts = archive.archive().counts({});
        if (!QTest::qWaitFor([&counts] { return counts.isFinished(); }) || counts.resultCount() == 0 ||
            !counts.result())
            return -1;
        return counts.result()->messages;
    }

    qint64 m_messages = 0;
};

} // namespace confab
