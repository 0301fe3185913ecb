// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "archive/archive.h"
#include "fakes/fakechatapi.h"
#include "fakes/manualclock.h"
#include "models/conversationlistmodel.h"
#include "services/conversationfacts.h"
#include "services/conversationservice.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <memory>

using namespace confab;
using namespace Qt::StringLiterals;
using Model = ConversationListModel;

// Used by several tests, each of which is a program.

inline const QDateTime day0(QDate(2026, 3, 10), QTime(9, 30), Qt::UTC); // the day of the manual clock

inline Conversation conversation(qint64 id, const QString &name, const QDateTime &created = day0)
{
    Conversation value;
    value.id = ConversationId{id};
    value.session = FakeChatApi::session(id);
    value.project = ProjectId{1};
    value.name = name;
    value.createdAt = value.updatedAt = created;
    return value;
}

/// A list model whose every change is noted, and a mirror that believes its signals alone.
class ConversationListFixture : public QObject
{
    Q_OBJECT

protected:
    void setUp()
    {
        m_changes.clear();
        m_mirror.clear();
        m_knownBefore.clear();
        m_api = std::make_unique<FakeChatApi>();
        m_clock = std::make_unique<ManualClock>();
        m_service = std::make_unique<ConversationService>(*m_api);
        m_archive = std::make_unique<Archive>();
        m_facts = std::make_unique<ConversationFacts>(*m_archive);
        m_model = std::make_unique<Model>(*m_service, *m_clock, m_facts.get());
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
        watch();
    }

    void watch()
    {
        const auto note = [this](const QString &what, int first, int last) {
            m_changes << u"%1 %2-%3"_s.arg(what).arg(first).arg(last);
        };
        const auto nameAt = [this](int row) {
            return m_model->index(row, Model::NameColumn).data().toString();
        };
        Model *model = m_model.get();
        connect(model, &Model::rowsInserted, this, [=, this](const QModelIndex &, int first, int last) {
            note(u"insert"_s, first, last);
            for (int row = first; row <= last; ++row)
                m_mirror.insert(row, nameAt(row));
        });
        connect(model, &Model::rowsRemoved, this, [=, this](const QModelIndex &, int first, int last) {
            note(u"remove"_s, first, last);
            m_mirror.remove(first, last - first + 1);
        });
        connect(model, &Model::rowsMoved, this,
                [=, this](const QModelIndex &, int from, int, const QModelIndex &, int to) {
                    note(u"move"_s, from, to);
                    m_mirror.move(from, to > from ? to - 1 : to);
                });
        connect(model, &Model::dataChanged, this,
                [=, this](const QModelIndex &first, const QModelIndex &last) {
                    note(u"change"_s, first.row(), last.row());
                    for (int row = first.row(); row <= last.row(); ++row)
                        m_mirror[row] = nameAt(row);
                });
        connect(model, &Model::modelReset, this, [=, this] {
            m_changes << u"reset"_s;
            m_mirror.clear();
            for (int row = 0; row < m_model->rowCount(); ++row)
                m_mirror << nameAt(row);
        });
    }

    void tearDown()
    {
        if (m_model)
            QCOMPARE(m_mirror.join(u", "_s), names());
        m_tester.reset();
        m_model.reset();
        m_facts.reset();
        m_archive.reset();
        m_service.reset();
        m_api.reset();
    }

    void remove(const QList<qint64> &ids)
    {
        QList<SessionId> sessions;
        for (const qint64 id : ids)
            sessions << FakeChatApi::session(id);
        emit m_service->removed(sessions);
    }

    [[nodiscard]] QString names() const
    {
        QStringList rows;
        for (int row = 0; row < m_model->rowCount(); ++row)
            rows << m_model->index(row, Model::NameColumn).data().toString();
        return rows.join(u", "_s);
    }

    void upsert(const QList<Conversation> &values) { emit m_service->upserted(values); }
    /// As if the archive said so of these and nothing of any other.
    void know(const QHash<qint64, ThreadFacts> &facts)
    {
        FactNews news;
        for (auto each = facts.begin(); each != facts.end(); ++each)
            news.table.insert(FakeChatApi::session(each.key()), *each);
        QSet<SessionId> all(m_knownBefore.begin(), m_knownBefore.end());
        const QList<SessionId> now = news.table.keys();
        all.unite(QSet<SessionId>(now.begin(), now.end()));
        news.changed = all.values();
        m_knownBefore = now;
        m_facts->take(news);
    }
    [[nodiscard]] QStringList takeChanges() { return std::exchange(m_changes, {}); }

    std::unique_ptr<FakeChatApi> m_api;
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<ConversationService> m_service;
    std::unique_ptr<Archive> m_archive; ///< Not open.
    std::unique_ptr<ConversationFacts> m_facts;
    QList<SessionId> m_knownBefore;
    std::unique_ptr<Model> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    QStringList m_changes;
    QStringList m_mirror; ///< The names as a view knows them that believes the signals alone.
};
