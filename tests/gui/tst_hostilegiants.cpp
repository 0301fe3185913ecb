// SPDX-License-Identifier: GPL-3.0-or-later
// The giants among the hostile texts, as names of conversations and projects, in questions and in messages.
//
// The bound is 200 ms for a view to paint one. A machine that is slow or busy needs longer for everything, so
// where that is more, a giant may take five times as long as ordinary words of the greatest length that is
// ever shown at once, painted right before it: without the limits of length a giant takes hundreds of times
// as long.
#include "gui/messageworld.h"
#include "gui/panefixture.h"
#include "models/projectlistmodel.h"
#include "services/projectservice.h"
#include "support/hostile.h"
#include "support/limitedchild.h"
#include "ui/dialogprompts.h"
#include "ui/namedialog.h"
#include "ui/reportdialog.h"
#include "ui/sidepane.h"

#include <QAbstractItemView>
#include <QDialog>

#include <ctime>
#include <functional>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

using Paint = std::function<void(const QString &)>;

struct Place
{
    const char *name;
    qsizetype longest; ///< Of what is shown of a text.
    Paint paint;       ///< Ends once it is on screen.
};

void paintList(const QString &text)
{
    PaneFixture setup(3, 10);
    for (Conversation &each : setup.api.projectData[setup.project].conversations)
        each.name = text;
    LOADED(setup, 3);
    QVERIFY(!setup.pane->grab().isNull());
    setup.click(1);
    setup.pane->startRename();
    QVERIFY(!setup.pane->grab().isNull());
}

void paintPicker(const QString &text)
{
    FakeChatApi api;
    const ProjectId project = api.addProject(1, 0, text);
    ProjectService service(api);
    ProjectListModel model(service);
    SidePane pane(model);
    pane.show();
    service.load();
    QTRY_COMPARE(model.rowCount(), 1);
    pane.setProject(project);
    QVERIFY(!pane.grab().isNull());
    auto *picker = pane.findChild<QComboBox *>();
    picker->showPopup();
    QVERIFY(!picker->view()->window()->grab().isNull());
    picker->hidePopup();
}

void paintDialogs(const QString &text)
{
    QWidget window;
    window.resize(900, 700);
    window.show();
    DialogPrompts prompts(&window);
    const auto deletion = prompts.confirmDeletion({30, text, QDate(2026, 1, 1), QDate(2026, 2, 2), true});
    const auto link = prompts.openAddress(QUrl(u"https://example.org/"_s), text);
    (new NameDialog(&window, text))->open();
    DeletionReport report;
    report.project = ProjectId{1};
    Conversation conversation;
    conversation.session = FakeChatApi::session(1);
    conversation.name = text;
    report.items.append(
        {conversation, DeletionItem::State::Failed, Error{ErrorKind::Validation, 422, text, text, {}}});
    (new ReportDialog(report, &window))->open();
    for (QDialog *dialog : window.findChildren<QDialog *>())
        QVERIFY(!dialog->grab().isNull());
    qDeleteAll(window.findChildren<QDialog *>());
}

void paintMessage(const QString &text)
{
    MessageWorld world;
    world.addAnswer(text);
    world.stored().first().question = text;
    world.showReady();
    QVERIFY(!world.pane.grab().isNull());
    world.bar().setValue(0);
    QVERIFY(!world.pane.grab().isNull());
}

const QList<Place> &places()
{
    static const QList<Place> all{{"list of conversations", 256, paintList},
                                  {"project picker", 256, paintPicker},
                                  {"dialogs", 256, paintDialogs},
                                  {"messages", 64 * 1024, paintMessage}};
    return all;
}

/// Milliseconds of processor time: what else the machine does is none of it.
qint64 timeFor(const Paint &paint, const QString &text)
{
    const std::clock_t before = std::clock();
    paint(text);
    return (std::clock() - before) * 1000 / CLOCKS_PER_SEC;
}

QList<hostile::Sample> giants()
{
    QList<hostile::Sample> all;
    for (const auto &sample : hostile::samples()) {
        if (sample.text.size() >= 2000)
            all << sample;
    }
    return all;
}

/// Milliseconds. A sanitizer makes all of it slower.
#ifdef CONFAB_SANITIZE_ADDRESS
constexpr qint64 bound = 600;
#else
constexpr qint64 bound = 200;
#endif

/// Most of the time of a short-lived process is its start.
constexpr int giantsATime = 5;

} // namespace

class TestHostileGiants : public QObject
{
    Q_OBJECT

private slots:
    void paintWithinTheBound_data();
    void paintWithinTheBound();
};

void TestHostileGiants::paintWithinTheBound_data()
{
    QTest::addColumn<int>("place");
    QTest::addColumn<int>("first");
    const auto count = static_cast<int>(giants().size());
    QVERIFY(count > 15);
    for (int place = 0; place < places().size(); ++place) {
        for (int first = 0; first < count; first += giantsATime)
            QTest::addRow("%s, from %d", places().at(place).name, first) << place << first;
    }
}

void TestHostileGiants::paintWithinTheBound()
{
    QFETCH(const int, place);
    QFETCH(const int, first);
    if (ranInLimitedChild())
        return;
    const Place &where = places().at(place);
    const QString ordinary = u"ordinary words "_s.repeated(where.longest / 15 + 1).left(where.longest);
    (void)timeFor(where.paint, ordinary); // fonts and icons are loaded with the first
    for (const auto &sample : giants().mid(first, giantsATime)) {
        qint64 giant = 0;
        qint64 allowed = 0;
        // A busy machine costs processor time as well, and comes and goes; a text that is too much stays so.
        for (int attempt = 0; attempt < 3 && giant >= allowed; ++attempt) {
            allowed = std::max<qint64>(bound, 5 * timeFor(where.paint, ordinary));
            giant = timeFor(where.paint, sample.text);
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("%s: %lld ms of %lld", qPrintable(sample.name), giant, allowed);
        QVERIFY2(giant < allowed, qPrintable(sample.name));
    }
}

QTEST_MAIN(TestHostileGiants)
#include "tst_hostilegiants.moc"
