// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of the house, read from the sources themselves: which room may include which, and which calls may
// not occur.

#include "support/places.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

namespace {

struct Source
{
    QString path; ///< Relative to the top of the tree.
    QString text;
};

QList<Source> sources(const QStringList &folders)
{
    const QDir top(QStringLiteral(CONFAB_SOURCE_DIR));
    QList<Source> found;
    for (const QString &folder : folders) {
        QDirIterator it(top.filePath(folder), {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (file.open(QIODevice::ReadOnly))
                found.append({top.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll())});
        }
    }
    return found;
}

const QStringList product{QStringLiteral("src"), QStringLiteral("ui"), QStringLiteral("app")};

QString roomOf(const QString &path)
{
    const QStringList parts = path.split(u'/');
    return parts.first() == QLatin1String("src") ? parts.value(1) : parts.first();
}

// The text without its comments, as far as a line tells.
QString code(QString text)
{
    static const QRegularExpression comment(QStringLiteral(R"((?m)^\s*//.*$|\s//[ /!<].*$)"));
    return text.remove(comment);
}

} // namespace

class TestHouse : public QObject
{
    Q_OBJECT

private slots:
    void includesFollowTheArrows();
    void nothingBelowUiUsesWidgets();
    void forbiddenCalls_data();
    void forbiddenCalls();
    void everyFileNamesItsLicence();
    void labelsOfFormsArePlain();
    void filesAndMainWindowStaySmall();
    void theProjectDoesNotNameItsWorkplace();
};

void TestHouse::includesFollowTheArrows()
{
    const QHash<QString, QStringList> mayInclude{
        {QStringLiteral("core"), {}},
        {QStringLiteral("api"), {QStringLiteral("core")}},
        {QStringLiteral("secrets"), {QStringLiteral("core")}},
        {QStringLiteral("archive"), {QStringLiteral("core")}},
        {QStringLiteral("formats"), {QStringLiteral("core")}},
        {QStringLiteral("sandbox"), {QStringLiteral("core")}},
        {QStringLiteral("services"),
         {QStringLiteral("core"), QStringLiteral("api"), QStringLiteral("secrets"), QStringLiteral("archive"),
          QStringLiteral("formats")}},
        {QStringLiteral("models"), {QStringLiteral("core"), QStringLiteral("services")}},
        {QStringLiteral("ui"),
         {QStringLiteral("core"), QStringLiteral("services"), QStringLiteral("models")}},
        {QStringLiteral("app"),
         {QStringLiteral("core"), QStringLiteral("api"), QStringLiteral("secrets"), QStringLiteral("archive"),
          QStringLiteral("formats"), QStringLiteral("sandbox"), QStringLiteral("services"),
          QStringLiteral("models"), QStringLiteral("ui")}},
    };
    static const QRegularExpression include(QStringLiteral("(?m)^#include \"([a-z]+)/[^\"]+\""));
    QStringList wrong;
    int edges = 0;
    for (const Source &source : sources(product)) {
        const QString room = roomOf(source.path);
        QVERIFY2(mayInclude.contains(room), qPrintable(QStringLiteral("No such room: ") + source.path));
        auto it = include.globalMatch(source.text);
        while (it.hasNext()) {
            const QString target = it.next().captured(1);
            ++edges;
            if (target != room && !mayInclude.value(room).contains(target))
                wrong.append(source.path + QStringLiteral(" includes ") + target);
        }
    }
    QVERIFY2(edges > 50, "The sources were not found.");
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestHouse::nothingBelowUiUsesWidgets()
{
    static const QRegularExpression widgets(
        QStringLiteral("Qt6::Widgets|#include <(QtWidgets|QWidget|QApplication)"));
    QStringList wrong;
    QDirIterator it(QStringLiteral(CONFAB_SOURCE_DIR "/src"), QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly) && QString::fromUtf8(file.readAll()).contains(widgets))
            wrong.append(file.fileName());
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestHouse::forbiddenCalls_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QStringList>("exceptIn");

    const auto rule = [](const char *name, const QString &pattern, const QStringList &exceptIn = {}) {
        QTest::newRow(name) << pattern << exceptIn;
    };
    rule("certificate errors are never ignored",
         QStringLiteral("ignoreSslErrors|setPeerVerifyMode|VerifyNone"));
    rule("no plain-text keychain", QStringLiteral("setInsecureFallback"));
    rule("links open in one place", QStringLiteral("QDesktopServices::openUrl"),
         {QStringLiteral("ui/linkopener.cpp")});
    rule("no widget opens links by itself",
         QStringLiteral("setOpenExternalLinks\\s*\\(\\s*true|setOpenLinks\\s*\\(\\s*true"));
    rule("no server text as HTML", QStringLiteral("\\bsetHtml\\s*\\(|insertHtml\\s*\\("));
    rule("one file builds a DELETE", QStringLiteral("\"DELETE\""),
         {QStringLiteral("src/api/requestbuilder.cpp"), QStringLiteral("src/sandbox/")});
    rule("one file sends a DELETE", QStringLiteral("deleteResource"),
         {QStringLiteral("src/api/networkjob.cpp")});
    rule("labels come from the factory",
         QStringLiteral("new QLabel\\b|QMessageBox\\b|QErrorMessage\\b|QProgressDialog\\b"),
         {QStringLiteral("ui/plaintext.cpp")});
    rule("labels are of no kind of their own", QStringLiteral(":[ \\t]*public[ \\t]+QLabel\\b"),
         {QStringLiteral("ui/plaintext.cpp")});
    rule("tooltips come from the factory",
         QStringLiteral("setToolTip\\s*\\((?![^;]*\\bplainToolTip\\()|QToolTip::showText\\s*\\((?![^;]*"
                        "\\bplainToolTip\\()|"
                        "QWhatsThis|setWhatsThis|setStatusTip"));
    rule("models give no tooltips of their own", QStringLiteral("\\bToolTipRole\\b"),
         {QStringLiteral("src/models/conversationlistmodel.cpp"), // a date, in words of ours
          QStringLiteral("ui/sidepane.cpp")});                    // by the factory
    rule("no request of a verb that nobody looks for", QStringLiteral("sendCustomRequest"));
    rule("the token is set in one place", QStringLiteral("\"Authorization\""),
         {QStringLiteral("src/api/networkjob.cpp"), QStringLiteral("src/sandbox/")});
    rule("no debug output", QStringLiteral("\\bqDebug\\s*\\(|\\bqInfo\\s*\\(|std::cerr|std::cout"));
    rule("no nested event loop",
         QStringLiteral("(->|\\.)exec\\(\\)|processEvents|QEventLoop|waitForFinished|waitForReadyRead"),
         {QStringLiteral("app/main.cpp"), QStringLiteral("src/sandbox/"),
          QStringLiteral("src/archive/database.cpp")}); // QSqlQuery::exec()
    rule("SQL runs in one file", QStringLiteral("QSqlQuery\\b"), {QStringLiteral("src/archive/database.")});
    rule("no global look-ups", QStringLiteral("\\bqApp\\b|::instance\\(\\)"), {QStringLiteral("app/")});
    rule("the local archive has one name", QStringLiteral("\"[^\"\\n]*\\b[Ll]ocal &?copy\\b"));
    rule("an ID has one name", QStringLiteral("\\btr\\(\"(Number\"|[^\"\\n]*\\b[Ii]ds?\\b)"));
    rule("unfinished words", QStringLiteral("\\b(TODO|FIXME|XXX|HACK)\\b"));
    rule("no settings near a key", QStringLiteral("QSettings[^;]*([Tt]oken|apiKey|ApiKey)"));
}

void TestHouse::forbiddenCalls()
{
    QFETCH(const QString, pattern);
    QFETCH(const QStringList, exceptIn);
    const QRegularExpression forbidden(pattern);
    QVERIFY(forbidden.isValid());

    QStringList wrong;
    for (const Source &source : sources(product)) {
        const auto allowed = [&source](const QString &path) { return source.path.startsWith(path); };
        if (std::any_of(exceptIn.begin(), exceptIn.end(), allowed))
            continue;
        const auto match = forbidden.match(code(source.text));
        if (match.hasMatch())
            wrong.append(source.path + QStringLiteral(": ") + match.captured(0));
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestHouse::everyFileNamesItsLicence()
{
    const QDir top(QStringLiteral(CONFAB_SOURCE_DIR));
    // These take no comment, or lose it when their tool writes them anew.
    const QStringList without{QStringLiteral("json"), QStringLiteral("png"), QStringLiteral("ts")};
    QStringList files = top.entryList({QStringLiteral("*.md"), QStringLiteral("*.txt"),
                                       QStringLiteral(".gitignore"), QStringLiteral(".clang*")},
                                      QDir::Files | QDir::Hidden);
    for (const QString &folder : product + QStringList{QStringLiteral("tests"), QStringLiteral("packaging"),
                                                       QStringLiteral("resources"), QStringLiteral(".ci")}) {
        QDirIterator it(top.filePath(folder), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext())
            files.append(top.relativeFilePath(it.next()));
    }
    QVERIFY2(files.size() > 300, "The files were not found.");
    QStringList wrong;
    for (const QString &path : std::as_const(files)) {
        QFile file(top.filePath(path));
        if (without.contains(QFileInfo(path).suffix()) || path.contains(QLatin1String("__pycache__")) ||
            path.startsWith(QLatin1String("tests/data/"))) // what tests read must stay as it is
            continue;
        QVERIFY(file.open(QIODevice::ReadOnly));
        // Behind the line that says what kind of file it is, if it has one.
        const QByteArray head = file.readLine() + file.readLine();
        if (!head.contains("SPDX-License-Identifier: GPL-3.0-or-later"))
            wrong.append(path);
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

void TestHouse::labelsOfFormsArePlain()
{
    static const QRegularExpression label(QStringLiteral("<widget class=\"QLabel\"(.*?)</widget>"),
                                          QRegularExpression::DotMatchesEverythingOption);
    int labels = 0;
    QDirIterator it(QStringLiteral(CONFAB_SOURCE_DIR "/ui"), {QStringLiteral("*.ui")}, QDir::Files);
    while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString form = QString::fromUtf8(file.readAll());
        for (auto match = label.globalMatch(form); match.hasNext(); ++labels) {
            const QString text = match.next().captured(1);
            QVERIFY2(text.contains(QLatin1String("<enum>Qt::PlainText</enum>")), qPrintable(text));
        }
    }
    QVERIFY(labels > 0);
}

void TestHouse::filesAndMainWindowStaySmall()
{
    QStringList wrong;
    for (const Source &source : sources(product)) {
        const qsizetype limit = source.path == QLatin1String("ui/mainwindow.cpp") ? 400 : 500;
        if (source.text.count(u'\n') > limit)
            wrong.append(QStringLiteral("%1: %2 lines").arg(source.path).arg(source.text.count(u'\n')));
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

// What is written for readers holds no path of the machine it was written on.
void TestHouse::theProjectDoesNotNameItsWorkplace()
{
    const QRegularExpression paths(QRegularExpression::escape(QStringLiteral(CONFAB_SOURCE_DIR)) +
                                   QStringLiteral("\\b|[^.]/(home/[a-z]+|root)/"));
    QVERIFY(paths.isValid());
    QStringList wrong;
    for (const Source &source :
         sources(product + QStringList{QStringLiteral("tests"), QStringLiteral("packaging")})) {
        if (source.text.contains(paths))
            wrong.append(source.path);
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
}

QTEST_APPLESS_MAIN(TestHouse)
#include "tst_house.moc"
