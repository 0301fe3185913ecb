// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/faults.h"
#include "sandbox/sandboxdata.h"
#include "sandbox/sandboxjson.h"

#include <QCheckBox>
#include <QListWidget>
#include <QPushButton>
#include <QSet>
#include <QSpinBox>
#include <QTreeView>

namespace confab::faults {

/// What a rule has to find and to leave, worked out from the server's own data by the words of the rule: not
/// by the code that is under test.
struct Expected
{
    QSet<QString> found;
    QSet<QString> liked; ///< Kept for a liked answer.
    int recent = 0;
    int messages = 0; ///< Of those found, as all that follows.
    int dislikes = 0;
    QDate oldest; ///< Of the last messages.
    QDate newest;
};

/// A person who looks after old conversations, with an archive that is up to date.
class Retaining : public Journey
{
public:
    explicit Retaining(const SandboxOptions &options = some(), const Timeouts &timeouts = shortTimeouts())
        : Journey(options, timeouts)
    {
    }

    [[nodiscard]] static SandboxOptions some()
    {
        SandboxOptions options;
        options.conversations = 80;
        options.conversationsPerPage = 40;
        options.projects = 2;
        return options;
    }

    [[nodiscard]] bool begin()
    {
        answerArchive(ArchiveSettings::Consent::Keep);
        return signIn() && reaches(SyncStatus::State::Idle);
    }
    [[nodiscard]] bool reaches(SyncStatus::State state)
    {
        return QTest::qWaitFor([&] { return workspace().archive().sync().status().state == state; }, 30'000);
    }

    /// Nothing was said in it on one of the last `days` days or today. (The clocks are at UTC.)
    [[nodiscard]] Expected expected(int days)
    {
        const SandboxData data(server().options());
        const QDateTime limit = clock.nowUtc().date().addDays(-days).startOfDay(Qt::UTC);
        Expected wanted;
        for (const SandboxConversation &each : data.conversations(project())) {
            const int count = data.messageCount(each);
            qint64 last = each.created;
            int liked = 0;
            int disliked = 0;
            for (int i = 0; i < count; ++i) {
                const SandboxRecord record = data.message(each, i);
                const QString reaction =
                    wire::reactionOf(record, data.reaction(record.id)).value_or(QString());
                last = std::max(last, record.created);
                liked += reaction == u"liked"_s ? 1 : 0;
                disliked += reaction == u"disliked"_s ? 1 : 0;
            }
            const QString session = QString::fromLatin1(each.session);
            const QDateTime said = QDateTime::fromSecsSinceEpoch(last, Qt::UTC);
            if (said >= limit) {
                ++wanted.recent;
            } else if (liked > 0) {
                wanted.liked.insert(session);
            } else {
                wanted.found.insert(session);
                wanted.messages += count;
                wanted.dislikes += disliked;
                wanted.oldest = wanted.oldest.isValid() ? std::min(wanted.oldest, said.date()) : said.date();
                wanted.newest = wanted.newest.isValid() ? std::max(wanted.newest, said.date()) : said.date();
            }
        }
        return wanted;
    }

    [[nodiscard]] QDialog *openRules()
    {
        if (!activate())
            return nullptr;
        list()->setFocus();
        press(Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        return dialog(u"retentionDialog"_s);
    }
    /// The rules with the one that is suggested first, for so many days.
    [[nodiscard]] QDialog *addFirst(int days)
    {
        QDialog *rules = openRules();
        if (!rules || !pressButton(u"Add a rule"_s, rules))
            return nullptr;
        setDays(rules, days);
        return rules;
    }
    static void setDays(QDialog *rules, int days)
    {
        auto *field = rules->findChild<QSpinBox *>(u"ruleDays"_s);
        field->setFocus();
        field->selectAll();
        type(QString::number(days));
    }
    /// Its dry run; null where that does not open.
    [[nodiscard]] QDialog *startDryRun(QDialog *rules)
    {
        return pressButton(u"Dry run…"_s, rules) ? dialog(u"dryRunDialog"_s) : nullptr;
    }
    /// The same, with what was found.
    [[nodiscard]] QDialog *dryRun(QDialog *rules)
    {
        QDialog *run = startDryRun(rules);
        return run && shows(run, u"dryRunFound"_s) ? run : nullptr;
    }
    /// "dryRunWork", "dryRunState" or "dryRunFound".
    [[nodiscard]] bool shows(QDialog *run, const QString &page)
    {
        const auto *part = run->findChild<QWidget *>(page);
        return QTest::qWaitFor(
            [&] {
                advance(100ms); // reads that fail are repeated after a while
                return part->isVisible();
            },
            20'000);
    }

    [[nodiscard]] static QTreeView *found(QDialog *run)
    {
        return run->findChild<QTreeView *>(u"dryRunList"_s);
    }
    [[nodiscard]] static QString words(const QWidget *within, const QString &label)
    {
        const auto *found = within->findChild<QLabel *>(label);
        return found && found->isVisible() ? found->text() : QString();
    }
    /// The sessions of the rows, or of those that are ticked.
    [[nodiscard]] static QStringList sessionsOf(QDialog *run, bool tickedAlone = false)
    {
        const QAbstractItemModel *model = found(run)->model();
        QStringList all;
        for (int row = 0; row < model->rowCount(); ++row) {
            const QModelIndex index = model->index(row, 0);
            if (!tickedAlone || index.data(Qt::CheckStateRole).toInt() == Qt::Checked)
                all << index.data(Qt::UserRole + 1).toString();
        }
        return all;
    }
    /// Makes the row current, as the keyboard does.
    static void goTo(QDialog *run, int row)
    {
        found(run)->setFocus();
        press(Qt::Key_Home);
        for (int i = 0; i < row; ++i)
            press(Qt::Key_Down);
    }
    [[nodiscard]] static QPushButton *deleteButton(QDialog *run)
    {
        return run->findChild<QPushButton *>(u"dryRunDelete"_s);
    }
    /// Presses "Delete … conversations…"; the question.
    [[nodiscard]] QDialog *askToDelete(QDialog *run)
    {
        QTest::mouseClick(deleteButton(run), Qt::LeftButton);
        return dialog(u"questionDialog"_s);
    }
    /// Answers it, with the number where it is wanted; false where something is not as it should be.
    [[nodiscard]] bool confirm(QDialog *question, int count, bool typesNumber)
    {
        auto *number = question->findChild<QLineEdit *>(u"deletionNumber"_s);
        if ((number != nullptr) != typesNumber)
            return false;
        if (number)
            type(QString::number(count));
        const QString button =
            count == 1 ? u"Delete 1 conversation"_s : u"Delete %1 conversations"_s.arg(count);
        return pressButton(button, question) && QTest::qWaitFor([this] { return !hasDialog(); });
    }
    /// All that were ever sent.
    [[nodiscard]] QStringList deleted()
    {
        QStringList sessions;
        for (const auto &call : server().calls()) {
            if (call.method == "DELETE")
                sessions << call.path.section(u'/', -1);
        }
        return sessions;
    }
    /// The ten seconds, and what is sent then.
    [[nodiscard]] bool waitDeleted()
    {
        advance(10s);
        return waitLoaded();
    }
};

[[nodiscard]] inline QSet<QString> setOf(const QStringList &list)
{
    return {list.begin(), list.end()};
}

} // namespace confab::faults
