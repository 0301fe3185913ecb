// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakes/fakechatapi.h"
#include "models/messagelistmodel.h"
#include "services/citationservice.h"
#include "ui/messagedelegate.h"
#include "ui/messageheights.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QTest>
#include <QWidget>

#include <algorithm>

using namespace confab;
using namespace Qt::StringLiterals;

namespace {

using Role = MessageListModel::Role;
using Sender = MessageListModel::Sender;
using Kind = MessageMark::Kind;

constexpr int rowWidth = 500;

QPalette lightPalette()
{
    QPalette palette{QColor(Qt::white), QColor(Qt::white)};
    palette.setColor(QPalette::Base, Qt::white);
    palette.setColor(QPalette::Text, Qt::black);
    palette.setColor(QPalette::Highlight, QColor(0, 60, 160));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    return palette;
}

QPalette plainDarkPalette()
{
    QPalette palette(QColor(40, 40, 40), QColor(40, 40, 40));
    palette.setColor(QPalette::Base, QColor(30, 30, 30));
    palette.setColor(QPalette::Text, QColor(240, 240, 240));
    return palette;
}

/// One row of a model in memory, painted on a picture.
struct Canvas
{
    explicit Canvas(QPalette colours = lightPalette(), Qt::LayoutDirection direction = Qt::LeftToRight)
        : palette(std::move(colours))
    {
        view.setLayoutDirection(direction);
        QFont font;
        font.setPixelSize(20);
        delegate.setStyle(font, palette);
        meta = font;
        meta.setPixelSize(18);
    }
    QModelIndex add(Sender sender, const QString &text)
    {
        auto *item = new QStandardItem;
        item->setData(qint64(model.rowCount() + 1), Role::MessageIdRole);
        item->setData(QVariant::fromValue(sender), Role::SenderRole);
        item->setData(text, Role::TextRole);
        item->setData(u"14:02 and more"_s, Role::TimeTextRole);
        model.appendRow(item);
        return item->index();
    }
    [[nodiscard]] MessageLayout layout(const QModelIndex &index) const
    {
        return delegate.shown(index, rowWidth).layout;
    }
    [[nodiscard]] QImage paint(const QModelIndex &index, QStyle::State state = QStyle::State_Active) const
    {
        QImage image(rowWidth, layout(index).height, QImage::Format_RGB32);
        image.fill(palette.color(QPalette::Base));
        QStyleOptionViewItem option;
        option.rect = image.rect();
        option.palette = palette;
        option.direction = view.layoutDirection();
        option.state = state;
        QPainter painter(&image);
        delegate.paint(&painter, option, index);
        return image;
    }
    /// The width of the sender's name.
    [[nodiscard]] int nameWidth(const QModelIndex &index) const
    {
        QFont bold = meta;
        bold.setWeight(QFont::DemiBold);
        return QFontMetrics(bold).horizontalAdvance(MessageDelegate::senderText(index));
    }

    QPalette palette;
    FakeChatApi api;
    CitationService citations{api};
    MessageHeights heights;
    QStandardItemModel model;
    QWidget view; ///< Never shown; the rows follow its direction.
    MessageDelegate delegate{heights, citations, &view};
    QFont meta;
};

int count(const QImage &image, const QRect &where, const QColor &colour)
{
    const QRect inside = where & image.rect();
    int found = 0;
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        for (int x = inside.left(); x <= inside.right(); ++x)
            found += image.pixelColor(x, y) == colour ? 1 : 0;
    }
    return found;
}

double share(const QImage &image, const QRect &where, const QColor &colour)
{
    return double(count(image, where, colour)) / std::max(1, where.width() * where.height());
}

int darkest(const QImage &image, const QRect &where)
{
    int grey = 255;
    for (int y = where.top(); y <= where.bottom(); ++y) {
        for (int x = where.left(); x <= where.right(); ++x)
            grey = std::min(grey, qGray(image.pixel(x, y)));
    }
    return grey;
}

} // namespace

/// What MessageDelegate draws, looked at in a picture; where it stands is the layout's matter.
class TestMessagePainting : public QObject
{
    Q_OBJECT

private slots:
    void eachSenderHasItsBubble_data();
    void eachSenderHasItsBubble();
    void theTimeIsQuieterThanTheName_data();
    void theTimeIsQuieterThanTheName();
    void whatIsSelectedHasItsGround();
    void findsHaveOtherGrounds();
    void boxesOfTasksAreNotMarked_data();
    void boxesOfTasksAreNotMarked();
    void focusAndSelectionAreRings();
    void mirrored();
    void paintsInsideItsRowAlone();
};

void TestMessagePainting::eachSenderHasItsBubble_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::addColumn<Sender>("sender");
    QTest::newRow("visitor") << lightPalette() << Sender::Visitor;
    QTest::newRow("agent") << lightPalette() << Sender::Agent;
    QTest::newRow("visitor, dark") << plainDarkPalette() << Sender::Visitor;
    QTest::newRow("agent, dark") << plainDarkPalette() << Sender::Agent;
}

void TestMessagePainting::eachSenderHasItsBubble()
{
    QFETCH(QPalette, palette);
    QFETCH(Sender, sender);
    Canvas canvas(palette);
    const QModelIndex index = canvas.add(sender, u"Hello"_s);
    const QImage image = canvas.paint(index);
    const MessageLayout layout = canvas.layout(index);
    const Theme theme = Theme::of(palette);
    QVERIFY(theme.agentBubble != theme.visitorBubble);
    const QColor own = sender == Sender::Agent ? theme.agentBubble : theme.visitorBubble;
    const QColor others = sender == Sender::Agent ? theme.visitorBubble : theme.agentBubble;
    QVERIFY(share(image, layout.bubble, own) > 0.6);
    if (others != palette.color(QPalette::Base))
        QCOMPARE(count(image, image.rect(), others), 0);
    // The corners are round, and nothing of it is outside.
    QVERIFY(image.pixelColor(layout.bubble.topLeft()) != own);
    QVERIFY(image.pixelColor(layout.bubble.left(), layout.bubble.center().y()) == own);
    if (own != palette.color(QPalette::Base))
        QCOMPARE(count(image, image.rect(), own), count(image, layout.bubble, own));
}

void TestMessagePainting::theTimeIsQuieterThanTheName_data()
{
    QTest::addColumn<Sender>("sender");
    QTest::newRow("visitor") << Sender::Visitor;
    QTest::newRow("agent") << Sender::Agent;
}

void TestMessagePainting::theTimeIsQuieterThanTheName()
{
    QFETCH(Sender, sender);
    Canvas canvas;
    const QModelIndex index = canvas.add(sender, u"Hello"_s);
    const QImage image = canvas.paint(index);
    const int muted = qGray(Theme::of(canvas.palette).muted.rgb());
    QVERIFY(muted > 60);
    const QRect meta = canvas.layout(index).meta;
    QRect name = meta;
    name.setWidth(canvas.nameWidth(index));
    QRect time = meta;
    time.setLeft(name.right() + 4);
    QVERIFY(darkest(image, name) < muted - 30);
    QVERIFY(darkest(image, time) >= muted - 2);
    QVERIFY(darkest(image, time) < 220); // and yet it is there
}

void TestMessagePainting::whatIsSelectedHasItsGround()
{
    Canvas canvas;
    const QModelIndex index = canvas.add(Sender::Agent, u"First second third"_s);
    const QModelIndex other = canvas.add(Sender::Agent, u"First second third"_s);
    canvas.delegate.setMarks([&](const QModelIndex &row) {
        return row == index ? QList<MessageMark>{{Kind::Selected, 6, 12}} : QList<MessageMark>();
    });
    const QColor ground = withReadableSelection(canvas.palette).color(QPalette::Active, QPalette::Highlight);
    const QRect from = canvas.delegate.caretRect(index, rowWidth, 6);
    const QRect to = canvas.delegate.caretRect(index, rowWidth, 12);
    const QRect selected(from.topLeft(), QPoint(to.left() - 1, from.bottom()));
    const QImage image = canvas.paint(index);
    QVERIFY2(share(image, selected.adjusted(1, 1, -1, -1), ground) > 0.4,
             qPrintable(QString::number(share(image, selected, ground))));
    QVERIFY(count(image, selected, Qt::white) > 0); // the words on it
    QCOMPARE(count(image, image.rect(), ground), count(image, selected.adjusted(-2, -3, 2, 3), ground));
    QCOMPARE(count(canvas.paint(other), image.rect(), ground), 0);
}

void TestMessagePainting::findsHaveOtherGrounds()
{
    Canvas canvas;
    const QModelIndex index = canvas.add(Sender::Agent, u"First second third"_s);
    QList<MessageMark> marks{{Kind::Found, 0, 5}, {Kind::FoundCurrent, 13, 99}};
    canvas.delegate.setMarks([&](const QModelIndex &) { return marks; });
    const Theme theme = Theme::of(canvas.palette);
    const QRect content = canvas.layout(index).content;
    const auto before = [&](int position) {
        QRect part = content;
        part.setRight(canvas.delegate.caretRect(index, rowWidth, position).left());
        return part;
    };
    QImage image = canvas.paint(index);
    QVERIFY(count(image, before(5), theme.found) > 50);
    QCOMPARE(count(image, before(12), theme.foundCurrent), 0);
    QVERIFY(count(image, content, theme.foundCurrent) > 50);
    QCOMPARE(count(image, content, theme.found), count(image, before(6), theme.found));
    // What comes later in the list lies above.
    marks = {{Kind::Found, 0, 5}, {Kind::Selected, 0, 5}};
    image = canvas.paint(index);
    QCOMPARE(count(image, content, theme.found), 0);
}

void TestMessagePainting::boxesOfTasksAreNotMarked_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("from the left") << u"- [ ] open\n- [x] done"_s;
    QTest::newRow("from the right") << u"- [ ] פתוח\n- [x] סגור"_s;
}

// On a ground of its own an open box looks like one that is ticked.
void TestMessagePainting::boxesOfTasksAreNotMarked()
{
    QFETCH(const QString, text);
    Canvas canvas;
    const QModelIndex index = canvas.add(Sender::Agent, text);
    QList<MessageMark> marks;
    canvas.delegate.setMarks([&](const QModelIndex &) { return marks; });
    const bool mirrored = text.contains(QChar(0x05E4));
    const QRect content = canvas.layout(index).content;
    QRect beside = content;
    const int edge = canvas.delegate.caretRect(index, rowWidth, 0).left();
    mirrored ? beside.setLeft(edge + 3) : beside.setRight(edge - 3);
    QRect open = beside;
    open.setHeight(content.height() / 2);
    QRect done = open;
    done.moveBottom(content.bottom());
    const QImage plain = canvas.paint(index);
    QVERIFY(darkest(plain, open) < 60 && darkest(plain, done) < 60); // they are there
    QVERIFY(plain.copy(open) != plain.copy(done));
    marks = {{Kind::Selected, 0, 99}};
    const QImage marked = canvas.paint(index);
    const QColor ground = withReadableSelection(canvas.palette).color(QPalette::Active, QPalette::Highlight);
    QVERIFY(count(marked, content, ground) > 50);
    QCOMPARE(marked.copy(beside), plain.copy(beside));
}

void TestMessagePainting::focusAndSelectionAreRings()
{
    Canvas canvas;
    const QModelIndex index = canvas.add(Sender::Agent, u"Hello"_s);
    const QRect bubble = canvas.layout(index).bubble;
    const Theme theme = Theme::of(canvas.palette);
    const auto ring = [&](QStyle::State state) {
        const QImage image = canvas.paint(index, state | QStyle::State_Active);
        int width = 0;
        while (image.pixelColor(bubble.left() + width, bubble.center().y()) == theme.accent)
            ++width;
        int right = 0;
        while (image.pixelColor(bubble.right() - right, bubble.center().y()) == theme.accent)
            ++right;
        // The ground inside stays what the words were made readable on.
        const QRect inside = bubble.adjusted(3, 12, -3, -12);
        return width == right && count(image, inside, theme.agentBubble) > 0 &&
                       image.pixelColor(bubble.left() + 4, bubble.center().y()) == theme.agentBubble
                   ? width
                   : -1;
    };
    QCOMPARE(ring(QStyle::State_None), 0);
    QCOMPARE(ring(QStyle::State_Selected), 1);
    QCOMPARE(ring(QStyle::State_HasFocus), 2);
    QCOMPARE(ring(QStyle::State_HasFocus | QStyle::State_Selected), 2);
}

void TestMessagePainting::mirrored()
{
    for (const Sender sender : {Sender::Agent, Sender::Visitor}) {
        Canvas left;
        Canvas right(lightPalette(), Qt::RightToLeft);
        const QString text = u"Hello"_s;
        const QModelIndex index = left.add(sender, text);
        const QModelIndex other = right.add(sender, text);
        const QImage plain = left.paint(index);
        const QImage image = right.paint(other);
        QCOMPARE(image.size(), plain.size());
        const QRect bubble = left.layout(index).bubble;
        const QRect there(rowWidth - 1 - bubble.right(), bubble.y(), bubble.width(), bubble.height());
        const Theme theme = Theme::of(left.palette);
        const QColor ground = sender == Sender::Agent ? theme.agentBubble : theme.visitorBubble;
        QVERIFY(share(image, there, ground) > 0.6);
        QCOMPARE(count(image, image.rect(), ground), count(image, there, ground));
        // The name stands first from the right, the time is left of it.
        const QRect meta = right.layout(other).meta;
        QRect name = meta;
        name.setLeft(meta.right() + 1 - right.nameWidth(other));
        QRect time = meta;
        time.setRight(name.left() - 4);
        const int muted = qGray(theme.muted.rgb());
        QVERIFY(darkest(image, name) < muted - 30);
        QVERIFY(darkest(image, time) >= muted - 2);
        time.setWidth(right.nameWidth(other) / 2);
        QVERIFY(darkest(image, time) < 220); // it ends at the left, and not under the name
    }
}

void TestMessagePainting::paintsInsideItsRowAlone()
{
    Canvas canvas;
    const QModelIndex index = canvas.add(Sender::Agent, u"Line\n\n"_s.repeated(5));
    const int height = canvas.layout(index).height;
    QImage image(rowWidth, 3 * height, QImage::Format_RGB32);
    image.fill(Qt::magenta);
    QStyleOptionViewItem option;
    option.rect = QRect(0, height, rowWidth, height);
    option.palette = canvas.palette;
    option.state = QStyle::State_Active | QStyle::State_HasFocus;
    {
        QPainter painter(&image);
        canvas.delegate.paint(&painter, option, index);
        QVERIFY(!painter.hasClipping()); // and it leaves the painter as it was
        QVERIFY(painter.transform().isIdentity());
    }
    for (const QRect &outside : {QRect(0, 0, rowWidth, height), QRect(0, 2 * height, rowWidth, height)})
        QCOMPARE(count(image, outside, Qt::magenta), rowWidth * height);
    QVERIFY(count(image, option.rect, Qt::magenta) < rowWidth * height);
}

QTEST_MAIN(TestMessagePainting)
#include "tst_messagepainting.moc"
