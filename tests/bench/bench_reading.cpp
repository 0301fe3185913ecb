// SPDX-License-Identifier: GPL-3.0-or-later
// The message view by itself on a service in memory: how much it holds, and how fast it finds.
#include "bench/bench.h"

#include "core/clock.h"
#include "core/text.h"
#include "fakes/fakechatapi.h"
#include "fakes/fakeprompts.h"
#include "models/messagelistmodel.h"
#include "services/citationservice.h"
#include "services/messageservice.h"
#include "ui/linkopener.h"
#include "ui/markdowntext.h"
#include "ui/messagefinder.h"
#include "ui/messageview.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTimer>

#include <malloc.h>

namespace confab::bench {

namespace {

using namespace Qt::StringLiterals;

/// Bytes that the program has asked for and not given back.
double held()
{
    return double(mallinfo2().uordblks);
}

struct Conversation
{
    FakeChatApi api;
    FakePrompts prompts;
    SystemClock clock;
    MessageService service{api};
    CitationService citations{api};
    MessageListModel model{service, clock};
    LinkOpener links{prompts};

    explicit Conversation(int count)
    {
        const ProjectId project = api.addProject(1, 1);
        api.messagesPerPage = count;
        const ConversationKey key{project, FakeChatApi::session(1)};
        QList<Message> &messages = api.projectData[project].messages[key.session];
        for (int i = 0; i < count; ++i) {
            Message message;
            message.id = MessageId{i + 1};
            message.question = u"Where is order %1? It was sent on the %2th."_s.arg(i).arg(i % 28 + 1);
            message.answer =
                u"Your **order %1** left our *warehouse*.\n\n- packed by `team %2`\n- see [the page](https://a.example/%1)\n\n"_s
                    .arg(i)
                    .arg(i % 7) +
                u"It is expected within two or three working days, depending on where you live. "_s.repeated(
                    4);
            message.createdAt = QDateTime(QDate(2026, 1, 1), QTime(9, 0), Qt::UTC).addSecs(qint64(i) * 600);
            messages.append(message);
        }
        service.open(key);
    }
    [[nodiscard]] bool load()
    {
        if (!runUntil(
                [this] { return service.state() == MessageService::State::Ready && model.rowCount() > 0; }))
            return false;
        // What the model makes of the texts belongs to it, not to the view.
        for (int row = 0; row < model.rowCount(); ++row)
            (void)model.index(row).data(MessageListModel::TextRole);
        return true;
    }
};

/// What a view holds after a person has scrolled through all of it.
double viewMemory(Conversation &conversation, int steps)
{
    const double before = held();
    MessageView view(conversation.citations, conversation.links);
    view.setModel(&conversation.model);
    view.resize(700, 600);
    view.show();
    QScrollBar *bar = view.verticalScrollBar();
    for (int step = steps; step >= 0; --step) {
        bar->setValue(int(qint64(bar->maximum()) * step / steps));
        QCoreApplication::sendPostedEvents();
        (void)view.viewport()->grab();
    }
    return held() - before;
}

void benchMemory(Report &report, const Sizes &sizes)
{
    Conversation large(sizes.longest);
    Conversation small(std::max(20, sizes.longest / 10));
    if (!large.load() || !small.load())
        return report.failed(what::viewMemory, u"the messages did not load"_s);
    QList<double> ratios;
    QList<double> many;
    QList<double> few;
    for (int round = -1; round < std::min(3, sizes.rounds); ++round) {
        const double one = viewMemory(small, sizes.steps);
        const double ten = viewMemory(large, sizes.steps);
        if (round < 0)
            continue; // fonts and styles are loaded once
        many.append(ten / 1024 / 1024);
        few.append(one / 1024 / 1024);
        ratios.append(ten / one);
    }
    report.ratio(what::viewMemory, ratios, 1.2, behind(many, few, u"MiB"_s));
}

/// The words as they are, looked through one message after the other.
double plainSearch(const QStringList &texts, const QString &word)
{
    QElapsedTimer timer;
    timer.start();
    const QString folded = text::fold(word);
    qsizetype hits = 0;
    for (const QString &text : texts)
        hits += text::fold(text).count(folded);
    const double took = double(timer.nsecsElapsed()) / 1e6;
    return hits > 0 ? took : -1;
}

void benchFind(Report &report, const Sizes &sizes)
{
    Conversation conversation(sizes.longest);
    if (!conversation.load())
        return report.failed(what::find, u"the messages did not load"_s);
    QStringList texts;
    for (const Message &message : conversation.service.messages())
        texts << message.question << markdownText(message.answer, {});
    QList<double> ready;
    QList<double> first;
    QList<double> next;
    QList<double> plain;
    QList<double> ratios;
    QList<double> nextRatios;
    // A clock that ticks each millisecond, unless the window is busy.
    double pause = 0;
    QElapsedTimer tick;
    QTimer clock;
    clock.setInterval(1);
    QObject::connect(&clock, &QTimer::timeout, &clock, [&] {
        pause = std::max(pause, double(tick.nsecsElapsed()) / 1e6);
        tick.restart();
    });
    for (int round = 0; round < sizes.rounds; ++round) {
        const double simple = plainSearch(texts, u"order"_s);
        MessageFinder finder(conversation.service);
        // As the find bar does when it appears, before anything can be typed.
        QElapsedTimer opening;
        opening.start();
        finder.open();
        if (!runUntil([&finder] { return !finder.isPreparing(); }))
            return report.failed(what::find, u"the words were not made ready"_s);
        ready.append(double(opening.nsecsElapsed()) / 1e6);
        const auto search = [&](const QString &word) {
            QElapsedTimer timer;
            timer.start();
            tick.start();
            clock.start();
            finder.search(word, SearchText::Case::Ignored);
            const bool done = runUntil([&finder] { return !finder.isSearching(); });
            clock.stop();
            return done && finder.count() > 0 ? double(timer.nsecsElapsed()) / 1e6 : -1.0;
        };
        const double once = search(u"order"_s);
        const double again = search(u"working days"_s);
        if (simple <= 0 || once <= 0 || again <= 0)
            return report.failed(what::find, u"nothing was found"_s);
        plain.append(simple);
        first.append(once);
        next.append(again);
        ratios.append(once / simple);
        nextRatios.append(again / simple);
    }
    report.figure(what::findReady, median(ready), u"ms, beside the window's own thread"_s);
    report.ratio(what::find, ratios, 3, behind(first, plain, u"ms"_s));
    report.ratio(what::findNext, nextRatios, 3, behind(next, plain, u"ms"_s));
    report.figure(what::findPause, pause, u"ms (a bare time, of this machine)"_s);
}

} // namespace

void benchReading(Report &report, const Sizes &sizes)
{
    benchMemory(report, sizes);
    benchFind(report, sizes);
}

} // namespace confab::bench
