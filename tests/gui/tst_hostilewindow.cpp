// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window with markup in every place that a server fills. A label that took it for rich text would
// open the pipe and hang; the pipe tells whether anybody did.
#include "fakes/fakechatapi.h"
#include "fakes/fakesecretstore.h"
#include "fakes/manualclock.h"
#include "services/workspace.h"
#include "support/limitedchild.h"
#include "ui/conversationpane.h"
#include "ui/deletiondialog.h"
#include "ui/dialogprompts.h"
#include "ui/mainwindow.h"
#include "ui/namedialog.h"
#include "ui/reportdialog.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QHelpEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QTemporaryDir>
#include <QTest>
#include <QToolTip>
#include <QTreeWidget>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

struct Program
{
    explicit Program(const QString &markup)
    {
        const QString cut = markup.left(250);
        api.me.name = cut;
        api.me.email = cut;
        for (const qint64 id : {1, 2, 3}) {
            const ProjectId project = api.addProject(id, 12, cut);
            auto &data = api.projectData[project];
            data.project.chatActive = id != 3;
            data.citations[CitationId{1}] = {CitationId{1}, markup, markup, QUrl(markup)};
            for (Conversation &conversation : data.conversations) {
                conversation.name = cut;
                Message message;
                message.id = MessageId{conversation.id.value};
                message.question = message.answer = markup;
                message.requestSource = cut;
                message.createdAt = clock.nowUtc();
                message.citations = {CitationId{1}};
                data.messages[conversation.session] = {message};
            }
        }
        secrets.keys[settings.serverAddress()] = ApiKey::fromInput(u"1|abcdefgh"_s).value();
        // The question would stand before the dialogs that are looked at here; it shows nothing of the
        // server's.
        ArchiveSettings(settings).setConsent({settings.serverAddress(), api.me.id},
                                             ArchiveSettings::Consent::Refuse);
        window.show();
        window.start(settings.serverAddress());
    }

    FakeChatApi api;
    FakeSecretStore secrets;
    Settings settings{u"hostile"_s};
    ManualClock clock;
    Workspace workspace{api, secrets, settings, clock};
    MainWindow window{workspace};
};

void hover(QAbstractItemView &view)
{
    QCoreApplication::processEvents();
    const QRect area = view.viewport()->rect();
    for (int y = 4; y < area.height(); y += view.fontMetrics().height()) {
        for (int x = 10; x < area.width(); x += 60) {
            QHelpEvent event(QEvent::ToolTip, {x, y}, view.viewport()->mapToGlobal(QPoint(x, y)));
            QCoreApplication::sendEvent(view.viewport(), &event);
        }
    }
}

void hoverAll(QWidget &within)
{
    for (QWidget *widget : within.findChildren<QWidget *>()) {
        if (!widget->isVisible())
            continue;
        if (auto *view = qobject_cast<QAbstractItemView *>(widget))
            hover(*view);
        const QPoint middle = widget->rect().center();
        QHelpEvent event(QEvent::ToolTip, middle, widget->mapToGlobal(middle));
        QCoreApplication::sendEvent(widget, &event);
        (void)widget->grab();
    }
}

/// A label that would read its text as markup, or nothing.
QString richLabel()
{
    for (const QWidget *widget : QApplication::allWidgets()) {
        const auto *label = qobject_cast<const QLabel *>(widget);
        // Qt's own tooltip is rich: what it shows was escaped.
        if (!label || label->inherits("QTipLabel"))
            continue;
        if (label->textFormat() != Qt::PlainText)
            return QString::fromLatin1(label->metaObject()->className()) + u' ' + label->objectName();
    }
    return {};
}

DeletionReport reportOf(const Program &program)
{
    using State = DeletionItem::State;
    DeletionReport report;
    report.project = ProjectId{1};
    const auto &list = program.api.projectData[ProjectId{1}].conversations;
    const Error error{ErrorKind::Validation, 422, list.first().name, list.first().name, {}};
    const QList<State> states{State::Deleted, State::AlreadyGone, State::Failed, State::Unknown,
                              State::Changed};
    for (qsizetype i = 0; i < states.size(); ++i)
        report.items.append({list.at(i), states.at(i), error});
    return report;
}

} // namespace

class TestHostileWindow : public QObject
{
    Q_OBJECT

private slots:
    void showsMarkupAsItIs_data();
    void showsMarkupAsItIs();
};

void TestHostileWindow::showsMarkupAsItIs_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("image") << u"<b>x</b><img src=\"%1\">"_s;
    QTest::newRow("image by address") << u"<b>x</b><img src='file://%1'>"_s;
    QTest::newRow("background") << u"<p style=\"background-image:url(%1)\">x</p>"_s;
    QTest::newRow("Markdown image") << u"![x](%1) <qt>"_s;
}

void TestHostileWindow::showsMarkupAsItIs()
{
    if (ranInLimitedChild())
        return;
    QFETCH(const QString, pattern);
    const QTemporaryDir folder;
    const QString fifo = folder.filePath(u"p"_s);
    QCOMPARE(mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    const QString markup = pattern.arg(fifo);

    Program program(markup);
    MainWindow &window = program.window;
    QTRY_VERIFY(program.workspace.conversations().state() == ConversationService::State::Ready);
    auto *list = window.findChild<QAbstractItemView *>(u"conversationView"_s);
    QVERIFY(list && list->model()->rowCount() >= 10);
    list->setFocus();
    auto *pane = window.findChild<ConversationPane *>();
    // Or it would count as arrowing quickly through the list: the focus has chosen a row too.
    program.clock.advance(std::chrono::seconds(1));
    pane->select(FakeChatApi::session(12));
    QTRY_VERIFY(program.workspace.messages().state() == MessageService::State::Ready);
    QTest::qWait(10);
    hoverAll(window);
    auto *picker = window.findChild<QComboBox *>(u"projectPicker"_s);
    picker->showPopup();
    hover(*picker->view());
    picker->hidePopup();

    // Each dialog that an action opens, and those that ask.
    for (QAction *action : window.findChildren<QAction *>()) {
        if (!QStringList{u"actionNew"_s, u"actionSettings"_s, u"actionPalette"_s, u"actionShortcuts"_s,
                         u"actionAbout"_s}
                 .contains(action->objectName()))
            continue;
        action->trigger();
        QCoreApplication::processEvents();
        auto *dialog = window.findChild<QDialog *>();
        QVERIFY2(dialog, qPrintable(action->objectName()));
        hoverAll(*dialog);
        QCOMPARE(richLabel(), QString());
        delete dialog;
    }
    (new ReportDialog(reportOf(program), &window))->open();
    DialogPrompts prompts(&window);
    const auto deletion = prompts.confirmDeletion({30, markup, QDate(2026, 1, 1), QDate(2026, 2, 2), true});
    const auto quit = prompts.quitWithDeletions(3, 2);
    const auto link = prompts.openAddress(QUrl(u"https://example.org/?"_s + markup), markup);
    (new NameDialog(&window, markup))->open();
    QCoreApplication::processEvents();
    const auto dialogs = window.findChildren<QDialog *>();
    QVERIFY(dialogs.size() >= 5);
    for (QDialog *dialog : dialogs)
        hoverAll(*dialog);
    QCOMPARE(richLabel(), QString());
    qDeleteAll(window.findChildren<QDialog *>());

    // A failure whose words are the server's, in the banner.
    program.api.failNext(FakeChatApi::Method::RenameConversation,
                         Error{ErrorKind::Validation, 422, markup, markup, {}});
    program.workspace.conversations().rename(FakeChatApi::session(12), u"Another"_s);
    auto *banner = window.findChild<QWidget *>(u"banner"_s);
    QTRY_VERIFY(banner->isVisible());
    hoverAll(*banner);
    QCOMPARE(richLabel(), QString());
    QToolTip::hideText();

    // Succeeds only while someone has the pipe open for reading.
    const int writer = open(QFile::encodeName(fifo).constData(), O_WRONLY | O_NONBLOCK);
    const int error = errno;
    QCOMPARE(writer, -1);
    QCOMPARE(error, ENXIO);
}

QTEST_MAIN(TestHostileWindow)
#include "tst_hostilewindow.moc"
