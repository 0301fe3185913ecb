// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/colourscheme.h"

#include "ui/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QTest>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1String path("/org/freedesktop/portal/desktop");
constexpr QLatin1String group("org.freedesktop.appearance");

/// What a desktop offers on the bus, as far as it concerns colours.
class FakePortal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    uint value = 0;
    int asked = 0;

public slots:
    Q_SCRIPTABLE QDBusVariant Read(const QString &wantedGroup, const QString &key)
    {
        ++asked;
        const bool known = wantedGroup == group && key == "color-scheme"_L1;
        // A variant in a variant, as the portal's first version answers.
        return QDBusVariant(QVariant::fromValue(QDBusVariant(known ? QVariant(value) : QVariant(u"?"_s))));
    }
};

/// Counts the application's changes of palette.
class PaletteWatch : public QObject
{
public:
    PaletteWatch() { qApp->installEventFilter(this); }
    int changes = 0;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        changes += watched == qApp && event->type() == QEvent::ApplicationPaletteChange;
        return false;
    }
};

bool isDark()
{
    return Theme::of(QApplication::palette()).dark;
}

} // namespace

class TestColourScheme : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        // Before the portal below makes the type known, as in the program, where nothing else does.
        QVERIFY(!QMetaType::fromName("QDBusVariant").isValid());
        ColourScheme scheme;
        scheme.follow();
        QVERIFY(QMetaType::fromName("QDBusVariant").isValid());
        QVERIFY(m_bus.isConnected());
        QVERIFY(m_bus.registerObject(path, &m_portal, QDBusConnection::ExportScriptableSlots));
    }
    void init()
    {
        QApplication::setPalette(QPalette());
        m_portal.value = 0;
        m_portal.asked = 0;
        QVERIFY(m_bus.registerService(u"org.freedesktop.portal.Desktop"_s));
    }
    void cleanup() { m_bus.unregisterService(u"org.freedesktop.portal.Desktop"_s); }
    void cleanupTestCase() { QApplication::setPalette(QPalette()); }

    void valuesStandForWishes();
    void darkIsReadable();
    void startsAsTheDesktopIs();
    void followsLive();
    void otherSettingsChangeNothing();
    void darkPaletteOfTheDesktopIsLeftAlone();
    void withoutPortalNothingHappens();

private:
    void tell(const QString &changedGroup, const QString &key, uint value)
    {
        QDBusMessage signal =
            QDBusMessage::createSignal(path, u"org.freedesktop.portal.Settings"_s, u"SettingChanged"_s);
        signal << changedGroup << key << QVariant::fromValue(QDBusVariant(value));
        QVERIFY(m_bus.send(signal));
    }

    QDBusConnection m_bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"portal"_s);
    FakePortal m_portal;
};

void TestColourScheme::valuesStandForWishes()
{
    using Wish = ColourScheme::Wish;
    const auto wrapped = [](const QVariant &value) { return QVariant::fromValue(QDBusVariant(value)); };
    QCOMPARE(ColourScheme::wishOf(1U), std::optional(Wish::Dark));
    QCOMPARE(ColourScheme::wishOf(wrapped(wrapped(1U))), std::optional(Wish::Dark));
    QCOMPARE(ColourScheme::wishOf(wrapped(2U)), std::optional(Wish::Light));
    for (const QVariant &none : {QVariant(0U), QVariant(3U), QVariant(u"1"_s), QVariant()})
        QCOMPARE(ColourScheme::wishOf(none), std::optional<Wish>());
}

void TestColourScheme::darkIsReadable()
{
    const QPalette palette = darkPalette();
    const auto between = [&palette](QPalette::ColorRole text, QPalette::ColorRole ground) {
        return contrast(palette.color(text), palette.color(ground));
    };
    QVERIFY(Theme::of(palette).dark);
    QVERIFY(between(QPalette::Text, QPalette::Base) >= 4.5);
    QVERIFY(between(QPalette::Text, QPalette::AlternateBase) >= 4.5);
    QVERIFY(between(QPalette::WindowText, QPalette::Window) >= 4.5);
    QVERIFY(between(QPalette::ButtonText, QPalette::Button) >= 4.5);
    QVERIFY(between(QPalette::HighlightedText, QPalette::Highlight) >= 4.5);
    QVERIFY(between(QPalette::ToolTipText, QPalette::ToolTipBase) >= 4.5);
    QVERIFY(between(QPalette::PlaceholderText, QPalette::Base) >= 4.5);
    QVERIFY(between(QPalette::Link, QPalette::Base) >= 4.5);
    // Fusion's ring of the focus.
    QVERIFY(contrast(palette.color(QPalette::Highlight).darker(125), palette.color(QPalette::Base)) >= 3);
    QVERIFY(contrast(palette.color(QPalette::Highlight).darker(125), palette.color(QPalette::Window)) >= 2.7);
}

void TestColourScheme::startsAsTheDesktopIs()
{
    m_portal.value = 1;
    ColourScheme scheme;
    scheme.follow();
    QVERIFY(!isDark()); // asked, not waited for
    QTRY_VERIFY(isDark());
}

void TestColourScheme::followsLive()
{
    ColourScheme scheme;
    scheme.follow();
    QTRY_COMPARE(m_portal.asked, 1);
    tell(group, u"color-scheme"_s, 1);
    QTRY_VERIFY(isDark());
    tell(group, u"color-scheme"_s, 2);
    QTRY_VERIFY(!isDark());
    tell(group, u"color-scheme"_s, 1);
    QTRY_VERIFY(isDark());
    tell(group, u"color-scheme"_s, 0);
    QTRY_VERIFY(!isDark());
}

void TestColourScheme::otherSettingsChangeNothing()
{
    ColourScheme scheme;
    scheme.follow();
    QTRY_COMPARE(m_portal.asked, 1);
    PaletteWatch watch;
    tell(group, u"contrast"_s, 2);
    tell(u"org.gnome.desktop"_s, u"color-scheme"_s, 1);
    tell(group, u"contrast"_s, 1);
    tell(group, u"color-scheme"_s, 2);
    // The bus keeps the order: had one of the others counted, the colours would have changed more often.
    tell(group, u"color-scheme"_s, 1);
    QTRY_VERIFY(isDark());
    QCOMPARE(watch.changes, 1);
}

void TestColourScheme::darkPaletteOfTheDesktopIsLeftAlone()
{
    QPalette own(QColor(0x20, 0x10, 0x10));
    QApplication::setPalette(own);
    QVERIFY(isDark());
    m_portal.value = 1;
    ColourScheme scheme;
    scheme.follow();
    QTRY_COMPARE(m_portal.asked, 1);
    tell(group, u"color-scheme"_s, 1);
    tell(group, u"color-scheme"_s, 2);
    ColourScheme second;
    second.follow();
    QTRY_COMPARE(m_portal.asked, 2);
    QCOMPARE(QApplication::palette().color(QPalette::Window), own.color(QPalette::Window));
}

void TestColourScheme::withoutPortalNothingHappens()
{
    cleanup();
    ColourScheme scheme;
    scheme.follow();
    // A question after it on the same connection has its answer: so has the first.
    const QDBusMessage ping = QDBusMessage::createMethodCall(u"org.freedesktop.DBus"_s, u"/"_s,
                                                             u"org.freedesktop.DBus"_s, u"GetId"_s);
    const QDBusMessage reply = QDBusConnection::sessionBus().call(ping);
    QCOMPARE(reply.type(), QDBusMessage::ReplyMessage);
    QCoreApplication::sendPostedEvents();
    QVERIFY(!isDark());
}

QTEST_MAIN(TestColourScheme)
#include "tst_colourscheme.moc"
