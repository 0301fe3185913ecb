// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/language.h"
#include "support/hostile.h"

#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

class TestLanguage : public QObject
{
    Q_OBJECT

private slots:
    void tells_data();
    void tells();
    void survivesAnything();
    void codesHaveOneForm();
};

void TestLanguage::tells_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("language");
    const auto row = [](const char *name, const char *text, const char *language) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromLatin1(language);
    };
    row("English", "My parcel has not arrived although the tracking page says that it was delivered.", "en");
    row("German", "Mein Paket ist nicht angekommen, obwohl die Sendungsverfolgung das Gegenteil sagt.", "de");
    row("French", "Mon colis n'est pas arrivé alors que le suivi indique qu'il a été livré hier matin.",
        "fr");
    row("Japanese", "荷物がまだ届いていません。追跡ページでは配達済みと表示されています。", "ja");
    row("Chinese", "我的包裹还没有到，但是跟踪页面显示已经送达了。请帮我查询一下。", "zh");
    row("Korean", "추적 페이지에는 배송 완료라고 나오지만 소포가 아직 도착하지 않았습니다.", "ko");
    row("Arabic", "لم يصل الطرد حتى الآن رغم أن صفحة التتبع تقول إنه تم تسليمه أمس.", "ar");
    row("Hebrew, by its new code", "החבילה שלי לא הגיעה למרות שדף המעקב אומר שהיא נמסרה אתמול בבוקר.", "he");
    row("Thai", "พัสดุของฉันยังไม่มาถึง แม้ว่าหน้าติดตามจะบอกว่าจัดส่งแล้ว", "th");
    row("nothing", "", "");
    row("a greeting", "ok", "");
    row("a number", "88213", "");
    row("an address", "https://example.com/articles/1234", "");
    row("two languages",
        "My parcel has not arrived although the tracking page says so. Mein Paket ist nicht angekommen, "
        "obwohl die Sendungsverfolgung das Gegenteil sagt.",
        "");
}

void TestLanguage::tells()
{
#ifndef CONFAB_CLD2
    QSKIP("Built without cld2: no language is ever told.");
#endif
    QFETCH(QString, text);
    QTEST(languageOf(text), "language");
}

void TestLanguage::survivesAnything()
{
    for (const hostile::Sample &sample : hostile::samples()) {
        const QString language = languageOf(sample.text);
        QVERIFY2(language.size() <= 3, qPrintable(sample.name));
        QCOMPARE(languageCode(language), language);
    }
}

void TestLanguage::codesHaveOneForm()
{
    QCOMPARE(languageCode(u"de"_s), u"de"_s);
    QCOMPARE(languageCode(u"pt-BR"_s), u"pt"_s);
    QCOMPARE(languageCode(u"zh-Hant-TW"_s), u"zh"_s);
    QCOMPARE(languageCode(u"IW"_s), u"he"_s);
    QCOMPARE(languageCode(u"nb-NO"_s), u"no"_s);
    QCOMPARE(languageCode({}), QString());
}

QTEST_APPLESS_MAIN(TestLanguage)
#include "tst_language.moc"
