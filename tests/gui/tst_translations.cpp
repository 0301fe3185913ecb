// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/places.h"
#include "ui/conversationpane.h"
#include "ui/notices.h"
#include "ui/statusline.h"
#include "ui/syncpart.h"
#include "ui/translations.h"

#include <QFile>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

/// English has one and many. A context that lupdate named otherwise than tr() asks for goes unnoticed in
/// every other test, and reads "1 conversations deleted" on the screen.
class TestTranslations : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { installTranslations(*QCoreApplication::instance()); }

    void oneIsNotMany()
    {
        QCOMPARE(Notices::tr("%Ln conversations deleted", nullptr, 1), u"1 conversation deleted"_s);
        QCOMPARE(Notices::tr("%Ln conversations deleted", nullptr, 2), u"2 conversations deleted"_s);
        QCOMPARE(StatusLine::tr("Connected · %Ln calls left this minute", nullptr, 1),
                 u"Connected · 1 call left this minute"_s);
        QCOMPARE(ConversationPane::tr("All %Ln loaded rows are selected.", nullptr, 1),
                 u"The one loaded row is selected."_s);
    }

    void everyClassOfAQtObjectIsNamedAsTrAsksForIt()
    {
        QFile file(QStringLiteral(CONFAB_SOURCE_DIR) + u"/resources/translations/confab_en.ts"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        for (const QMetaObject &meta : {ConversationPane::staticMetaObject, Notices::staticMetaObject,
                                        StatusLine::staticMetaObject, SyncPart::staticMetaObject})
            QVERIFY2(text.contains(u"<name>%1</name>"_s.arg(QLatin1String(meta.className()))),
                     meta.className());
        QVERIFY(!text.contains(u"type=\"unfinished\""_s));
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
